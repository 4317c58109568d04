import { plural, t } from '@lingui/core/macro'
import { memo, type ReactNode } from 'react'
import { useWaiting } from '../../../api/browserOutbox'
import type { Waiting } from '../../../api/outbox'
import { Avatar } from '../../../ui/Avatar'
import { Icon } from '../../../ui/icons'
import { Attachments } from '../attachments/Attachments'
import type { MessageActions } from './messageActions'
import { MessageToolbar } from './MessageToolbar'
import { MessageText } from './Markup'
import { Reactions } from './Reactions'
import { dayName, type Row } from './rows'
import { excerptOf, timeOf, wholeTimeOf } from '../rooms/titles'
import type { Message } from '../wire'

interface MessageRowProps {
  row: Row
  roomId: string
  me: string
  moderates: boolean
  isPinned: boolean
  isActive: boolean
  isShown: boolean
  /** Of who wrote it, as it is now. */
  picture: string | null | undefined
  /** What it answers, when that is known here. */
  answered: Message | undefined
  inThread?: boolean
  actions: MessageActions
  /** In place of the words: it is being edited. */
  editor?: ReactNode
  /** Under it: who has seen it. */
  seen?: ReactNode
}

export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const {
    row,
    roomId,
    me,
    moderates,
    isPinned,
    isActive,
    isShown,
    picture,
    answered,
    inThread,
    actions,
    editor,
    seen,
  } = props
  const { message, isContinued } = row
  const waiting = useWaiting().filter(({ kind, args }) => kind.startsWith('chat.') && args[1] === message.id)
  const isGone = message.deletedAt !== undefined && message.deletedAt !== null
  return (
    <>
      {row.day && (
        <div className="day">
          <span>{dayName(row.day, new Date())}</span>
        </div>
      )}
      {row.isFirstNew && (
        <div className="new-divider">
          <span>{t`New messages`}</span>
        </div>
      )}
      <article
        className="message"
        data-focus
        tabIndex={-1}
        data-continued={isContinued || undefined}
        data-active={isActive || undefined}
        data-shown={isShown || undefined}
        data-pinned={isPinned || undefined}
        data-message={message.id}
        data-seq={message.seq}
        aria-label={`${message.senderName}, ${wholeTimeOf(message.at)}`}
      >
        <span className="message-face">
          {isContinued ? (
            <time className="message-side-time" dateTime={message.at}>
              {timeOf(message.at)}
            </time>
          ) : (
            <Avatar name={message.senderName || '?'} picture={picture} size="small" />
          )}
        </span>
        <div className="message-main">
          {!isContinued && (
            <p className="message-head">
              <strong>{message.erased ? t`Somebody who left` : message.senderName}</strong>
              <time dateTime={message.at} title={wholeTimeOf(message.at)}>
                {timeOf(message.at)}
              </time>
              {isPinned && (
                <span className="message-pin">
                  <Icon name="pin" size={14} /> {t`Pinned`}
                </span>
              )}
            </p>
          )}
          {message.replyTo && !inThread && !isGone && (
            <button type="button" className="answered" onClick={() => actions.show(message.replyTo!)}>
              <Icon name="reply" size={14} />
              <span className="truncate" dir="auto">
                {answered ? (
                  <>
                    <em>{answered.senderName}</em>{' '}
                    {answered.deletedAt ? t`Message deleted` : excerptOf(answered.body, 90) || t`A file`}
                  </>
                ) : (
                  t`An earlier message`
                )}
              </span>
            </button>
          )}
          {editor ?? <Words message={waiting.reduce(withWaiting, message)} me={me} />}
          <WaitingChange waiting={waiting} />
          {!isGone && message.attachments && message.attachments.length > 0 && (
            <Attachments roomId={roomId} attachments={message.attachments} />
          )}
          {!isGone && <Reactions message={message} me={me} onReact={actions.react} />}
          {!inThread && (message.replyCount ?? 0) > 0 && (
            <button type="button" className="thread-link" onClick={() => actions.openThread(message.id)}>
              <Icon name="chat" size={14} /> {plural(message.replyCount ?? 0, { one: '# reply', other: '# replies' })}
            </button>
          )}
          {seen}
        </div>
        {!isGone && !editor && (
          <MessageToolbar
            message={message}
            me={me}
            moderates={moderates}
            isPinned={isPinned}
            inThread={inThread ?? false}
            actions={actions}
          />
        )}
      </article>
    </>
  )
})

/** The words as they will be. */
function withWaiting(message: Message, { kind, args, state }: Waiting): Message {
  if (kind !== 'chat.edit-message' || state !== 'waiting') return message
  const { content: _, ...rest } = message
  return { ...rest, body: String(args[2]) }
}

/** What was done to it without a connection. */
function WaitingChange({ waiting }: { waiting: readonly Waiting[] }) {
  if (waiting.length === 0) return null
  const refusal = waiting.find(({ refusal }) => refusal)?.refusal
  return (
    <p className={refusal ? 'refused' : 'sending muted'} role={refusal ? 'alert' : undefined}>
      <Icon name={refusal ? 'alert' : 'clock'} size={14} /> {refusal ?? t`Changed here, sent with the next connection`}
    </p>
  )
}

function Words({ message, me }: { message: Message; me: string }) {
  if (message.deletedAt) return <p className="message-gone">{t`Message deleted`}</p>
  if (message.erased) return <p className="message-gone">{t`The author’s words are gone with their account`}</p>
  if (!message.body && !message.content) return null
  return (
    <>
      <MessageText message={message} me={me} />
      {message.editedAt && (
        <span className="message-edited" title={t`Edited ${wholeTimeOf(message.editedAt)}`}>{t`edited`}</span>
      )}
    </>
  )
}
