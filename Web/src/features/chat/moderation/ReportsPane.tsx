import { t } from '@lingui/core/macro'
import { useCommand } from '../../../api/command'
import { everyPage } from '../../../api/pages'
import { eachTime, reading, useQuery } from '../../../api/reading'
import { Blank, Button, Failed, Loading, ProblemNote, Skeleton } from '../../../ui/controls'
import { fetchReports, resolveReport } from '../rest'
import { Side } from '../Side'
import { briefTimeOf, excerptOf } from '../rooms/titles'

export function ReportsPane({ roomId, onClose }: { roomId: string; onClose: () => void }) {
  const reports = useQuery({
    ...reading(['chat', 'reports', roomId], (signal) =>
      everyPage(
        (cursor) => fetchReports(roomId, cursor, signal),
        ({ message }) => message.id,
      ),
    ),
    ...eachTime,
  })
  const resolve = useCommand((key, id: string, action: 'dismiss' | 'delete') => resolveReport(key, roomId, id, action))
  const decide = async (id: string, action: 'dismiss' | 'delete'): Promise<void> => {
    if (await resolve.run(id, action)) void reports.refetch()
  }
  return (
    <Side title={t`Reports`} onClose={onClose}>
      <div className="side-body">
        {reports.error && <Failed problem={reports.error} onRetry={reports.refetch} />}
        {!reports.data && !reports.error && (
          <Loading>
            <Skeleton className="room-skeleton" />
          </Loading>
        )}
        <ProblemNote problem={resolve.problem} />
        {reports.data?.length === 0 && (
          <Blank icon="flag" title={t`Nothing to look at`}>{t`What members report comes here.`}</Blank>
        )}
        <ul className="hits">
          {reports.data?.map(({ message, reports }) => (
            <li key={message.id} className="hit">
              <span className="hit-head">
                <strong className="truncate" dir="auto">
                  {message.senderName}
                </strong>
                <time dateTime={message.at}>{briefTimeOf(message.at, new Date())}</time>
              </span>
              <blockquote className="quoted">{excerptOf(message.body, 400) || t`A file`}</blockquote>
              {reports.map(({ userId, displayName, reason, at }) => (
                <p key={`${userId}-${at}`} className="muted">
                  <em>{displayName}</em>: {reason ?? t`(gone with the account)`}
                </p>
              ))}
              <span className="hit-acts">
                <Button small onClick={() => void decide(message.id, 'dismiss')}>{t`Leave it`}</Button>
                <Button
                  small
                  className="grave"
                  onClick={() => void decide(message.id, 'delete')}
                >{t`Delete the message`}</Button>
              </span>
            </li>
          ))}
        </ul>
      </div>
    </Side>
  )
}
