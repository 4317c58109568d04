import { t } from '@lingui/core/macro'
import { useEffect, useState } from 'react'
import { number } from '../../../language/format'
import { useConnectionState } from '../../../realtime'
import { Avatar } from '../../../ui/Avatar'
import { Icon } from '../../../ui/icons'
import { useChat, usePause } from '../ChatProvider'
import { MessageText } from '../messages/Markup'
import type { Outgoing } from './queue'
import { timeOf } from '../rooms/titles'

/** One's own message until the room has it: on its way, waiting, or refused with the reason. */
interface PendingRowProps {
  message: Outgoing
  name: string
  picture: string | null | undefined
  isContinued: boolean
}

export function PendingRow({ message, name, picture, isContinued }: PendingRowProps) {
  const { outbox } = useChat()
  const { state, refusal, commandId } = message
  return (
    <article
      className="message"
      data-focus
      tabIndex={-1}
      data-pending={state}
      data-continued={isContinued || undefined}
      aria-label={state === 'refused' ? t`You, not sent` : t`You, being sent`}
    >
      <span className="message-face">{!isContinued && <Avatar name={name} picture={picture} size="small" />}</span>
      <div className="message-main">
        {!isContinued && (
          <p className="message-head">
            <strong>{name}</strong>
            <time dateTime={message.at}>{timeOf(message.at)}</time>
          </p>
        )}
        {message.body && <MessageText message={{ body: message.body }} me="" />}
        {message.attachments.map(({ id, name }) => (
          <p key={id} className="muted">
            <Icon name="file" size={14} /> {name}
          </p>
        ))}
        {state === 'refused' ? (
          <p className="refused" role="alert">
            <Icon name="alert" size={16} />
            <span>
              {t`Not sent.`} {refusal?.message}
            </span>
            <button
              type="button"
              className="link-button"
              onClick={() => void outbox.retry(commandId)}
            >{t`Try again`}</button>
            <button
              type="button"
              className="link-button"
              onClick={() => void outbox.discard(commandId)}
            >{t`Discard`}</button>
          </p>
        ) : (
          <Sending message={message} onDiscard={() => void outbox.discard(commandId)} />
        )}
      </div>
    </article>
  )
}

const patienceMs = 1_500

/** Most messages are there at once; only one that is not says so. */
function Sending({ message, onDiscard }: { message: Outgoing; onDiscard: () => void }) {
  const [isSlow, setSlow] = useState(Date.now() - Date.parse(message.at) > patienceMs)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), patienceMs)
    return () => clearTimeout(timer)
  }, [])
  const isConnected = useConnectionState() === 'live'
  if (!isSlow || message.state === 'sent') return null
  return (
    <p className="sending muted">
      <Icon name="clock" size={14} />{' '}
      {isConnected ? t`Waiting to be sent` : t`Kept here, sent with the next connection`}
      <button type="button" className="link-button" onClick={onDiscard}>{t`Discard`}</button>
    </p>
  )
}

/** The server asked to wait: how long still. */
export function PauseNote({ roomId }: { roomId: string }) {
  const pause = usePause(roomId)
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    if (!pause) return
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [pause])
  if (!pause) return null
  const seconds = Math.max(1, Math.ceil((pause.until - Math.max(now, Date.now() - 500)) / 1000))
  return (
    <p className="pause-note">
      <Icon name="clock" size={16} /> <span role="status">{pause.message}</span>{' '}
      <span>{t`Sent in ${number(seconds)} s.`}</span>
    </p>
  )
}
