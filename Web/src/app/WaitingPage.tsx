import { i18n } from '@lingui/core'
import { t } from '@lingui/core/macro'
import { useSyncExternalStore } from 'react'
import { Link } from 'react-router'
import { outbox, useWaiting } from '../api/browserOutbox'
import { useChat } from '../features/chat/ChatProvider'
import { excerptOf, titleOf } from '../features/chat/rooms/titles'
import { Blank, Button } from '../ui/controls'
import { Icon, type IconName } from '../ui/icons'
import { Ago } from '../ui/time'
import { waitingKinds } from './waitingKinds'
import styles from './WaitingPage.module.css'

interface Row {
  key: string
  icon: IconName
  title: string
  note: string
  at: string
  refusal: string | undefined
  retry: () => void
  discard: () => void
  /** Where it belongs. */
  to?: string
}

/** What was done on this device and the server does not have yet, or would not have. */
export function WaitingPage() {
  const rows = [...useCommands(), ...useMessages()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
  return (
    <div className="narrow">
      <title>{t`Waiting on this device · Academy`}</title>
      <h1>{t`Waiting on this device`}</h1>
      <p className="lead">{t`What you do without a connection is kept here and sent when it is back. What could not be done says why.`}</p>
      {rows.length === 0 ? (
        <Blank icon="check" title={t`Nothing is waiting`}>{t`Everything you did has arrived.`}</Blank>
      ) : (
        <ul className={`card ${styles.list}`}>
          {rows.map((row) => (
            <WaitingRow key={row.key} row={row} />
          ))}
        </ul>
      )}
    </div>
  )
}

function WaitingRow({ row }: { row: Row }) {
  return (
    <li className={styles.row} data-refused={row.refusal !== undefined || undefined}>
      <Icon name={row.refusal === undefined ? row.icon : 'alert'} />
      <div className={styles.text}>
        <p>
          <strong dir="auto">{row.to ? <Link to={row.to}>{row.title}</Link> : row.title}</strong>
        </p>
        <p className="muted">
          {row.note} · <Ago at={row.at} />
        </p>
        {row.refusal !== undefined && <p className="field-error">{row.refusal}</p>}
      </div>
      {row.refusal !== undefined && <Button small onClick={row.retry}>{t`Try again`}</Button>}
      <Button small tone="quiet" onClick={row.discard} aria-label={t`Discard “${row.title}”`}>{t`Discard`}</Button>
    </li>
  )
}

function useCommands(): Row[] {
  return useWaiting().map(({ key, kind, title, at, refusal }) => ({
    key,
    icon: waitingKinds[kind]?.icon ?? 'clock',
    title,
    note: waitingKinds[kind] ? i18n._(waitingKinds[kind].note) : t`Of another version of the academy`,
    at,
    refusal,
    retry: () => outbox.retry(key),
    discard: () => outbox.discard(key),
  }))
}

function useMessages(): Row[] {
  const { outbox, lines } = useChat()
  const queue = useSyncExternalStore(outbox.subscribe, () => outbox.queue)
  return queue
    .filter(({ state }) => state !== 'sent')
    .map(({ commandId, roomId, body, at, refusal }) => {
      const room = lines?.find((line) => line.room.id === roomId)?.room
      return {
        key: commandId,
        icon: 'chat',
        title: excerptOf(body, 120) || t`A file`,
        note: room ? t`Message to ${titleOf(room)}` : t`Message`,
        at,
        refusal: refusal?.message,
        retry: () => void outbox.retry(commandId),
        discard: () => void outbox.discard(commandId),
        ...(room && { to: `/chat/${roomId}` }),
      }
    })
}
