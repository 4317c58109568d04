import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link } from 'react-router'
import { everyPage } from '../../../api/pages'
import { reading, useQuery } from '../../../api/reading'
import { Blank, Failed, Loading, Skeleton } from '../../../ui/controls'
import { Ago } from '../../../ui/time'
import { useChat } from '../ChatProvider'
import { fetchReadings } from '../rest'
import { titleOf } from '../rooms/titles'
import '../chat.css'
import '../panes.css'

/** Who has read one's conversations without being in them, and why: nobody can without it being here. */
export function PrivacyPage() {
  const { lines } = useChat()
  const readings = useQuery(
    reading(['chat', 'readings'], (signal) =>
      everyPage(
        (cursor) => fetchReadings(cursor, signal),
        ({ roomId, at }) => `${roomId}-${at}`,
      ),
    ),
  )
  return (
    <div className="narrow">
      <title>{t`Privacy · Chat · Academy`}</title>
      <Link to="/chat" className="eyebrow">{t`Chat`}</Link>
      <h1>{t`Privacy`}</h1>
      <p className="lead">
        {t`Only the members of a conversation read it. An administrator may look into one for a stated reason; every such reading is recorded before it happens, and is listed here.`}
      </p>
      <section className="readings" aria-label={t`Readings of your conversations`}>
        {readings.error && <Failed problem={readings.error} onRetry={readings.refetch} />}
        {!readings.data && !readings.error && (
          <Loading>
            <Skeleton className="room-skeleton" />
          </Loading>
        )}
        {readings.data?.length === 0 && (
          <Blank icon="shield" title={t`Nobody has`}>{t`No administrator has read any of your conversations.`}</Blank>
        )}
        <ul>
          {readings.data?.map(({ roomId, title, adminName, at, reason }) => {
            const room = lines?.find((line) => line.room.id === roomId)?.room
            const name = room ? titleOf(room) : (title ?? t`a conversation`)
            return (
              <li key={`${roomId}-${at}`} className="card reading">
                <p>
                  <Trans>
                    <strong>{adminName}</strong> read <em>{name}</em>
                  </Trans>
                </p>
                <p className="muted">
                  <Ago at={at} /> · “{reason}”
                </p>
              </li>
            )
          })}
        </ul>
      </section>
    </div>
  )
}
