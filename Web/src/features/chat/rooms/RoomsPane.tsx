import { t } from '@lingui/core/macro'
import { memo, useDeferredValue, useState } from 'react'
import { Link } from 'react-router'
import { useConnectionState } from '../../../realtime'
import { Avatar } from '../../../ui/Avatar'
import { Blank, Button, Failed, Loading, Skeleton } from '../../../ui/controls'
import { Icon } from '../../../ui/icons'
import { Badge } from './Badge'
import { useChat, useRefused } from '../ChatProvider'
import { NewConversation } from './NewConversation'
import type { Outgoing } from '../outbox/queue'
import type { Personal } from '../personal/personal'
import { useRoomInSight } from './room'
import { briefTimeOf, excerptOf, titleOf } from './titles'
import type { RoomLine } from './unread'
import type { RoomItem } from '../wire'

export function RoomsPane({ roomId }: { roomId: string | null }) {
  const { user, lines, problem, reload, personal } = useChat()
  const refused = useRefused()
  const homeless = lines ? refused.filter(({ roomId }) => !lines.some(({ room }) => room.id === roomId)) : []
  const [search, setSearch] = useState('')
  const [isNew, setNew] = useState(false)
  const wanted = useDeferredValue(search.trim().toLowerCase())
  const shown = lines?.filter(({ room }) => titleOf(room).toLowerCase().includes(wanted))

  return (
    <aside className="rooms" aria-label={t`Conversations`}>
      <header className="rooms-head">
        <h2>{t`Chat`}</h2>
        <Link to="/chat/privacy" className="icon-button" title={t`Privacy`} aria-label={t`Privacy`}>
          <Icon name="shield" size={18} />
        </Link>
        <Button tone="primary" small icon="plus" onClick={() => setNew(true)}>{t`New`}</Button>
      </header>
      <div className="rooms-search">
        <Icon name="search" size={16} />
        <input
          type="search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          placeholder={t`Find a conversation`}
          aria-label={t`Find a conversation`}
        />
      </div>
      {wanted && (
        <Link
          className="rooms-messages"
          to={`/chat${roomId ? `/${roomId}` : ''}?panel=search&q=${encodeURIComponent(search.trim())}`}
        >
          <Icon name="text" size={16} /> {t`Search messages for “${search.trim()}”`}
        </Link>
      )}
      {!shown && problem && <Failed problem={problem} onRetry={reload} />}
      {!shown && !problem && (
        <Loading>
          {[0, 1, 2, 3, 4].map((key) => (
            <Skeleton key={key} className="room-skeleton" />
          ))}
        </Loading>
      )}
      {shown?.length === 0 && wanted && <Blank icon="search" title={t`None found`} />}
      {lines?.length === 0 && (
        <div className="rooms-none">
          <Blank
            icon="chat"
            title={t`No conversations yet`}
            action={<Button tone="primary" onClick={() => setNew(true)}>{t`Write to somebody`}</Button>}
          >
            {t`Write to somebody, or start a group. The rooms of your courses appear here by themselves.`}
          </Blank>
        </div>
      )}
      {shown && (
        <nav aria-label={t`Conversations`}>
          <ul className="room-list">
            {shown.map((line) => (
              <RoomRow
                key={line.room.id}
                line={line}
                me={user.id}
                isOpen={line.room.id === roomId}
                hasRefused={refused.some((message) => message.roomId === line.room.id)}
                draft={line.room.id === roomId ? undefined : draftOf(personal, line.room.id)}
              />
            ))}
          </ul>
        </nav>
      )}
      {homeless.length > 0 && <Homeless messages={homeless} />}
      {isNew && <NewConversation onClose={() => setNew(false)} />}
    </aside>
  )
}

const draftOf = (personal: Personal | undefined, roomId: string): string | undefined => personal?.drafts[roomId]?.body

interface RoomRowProps {
  line: RoomLine
  me: string
  isOpen: boolean
  hasRefused: boolean
  draft: string | undefined
}

const RoomRow = memo(function RoomRow({
  line: { room, last, unread, mentions },
  me,
  isOpen,
  hasRefused,
  draft,
}: RoomRowProps) {
  const title = titleOf(room)
  return (
    <li>
      <Link
        to={`/chat/${room.id}`}
        className="room-row"
        aria-current={isOpen ? 'page' : undefined}
        data-unread={unread > 0 || undefined}
      >
        <RoomFace type={room.type} title={title} roomId={room.id} other={room.other} />
        <span className="room-text">
          <span className="room-title truncate" dir="auto">
            {title}
          </span>
          <span className="room-last truncate" dir="auto">
            {hasRefused ? (
              <em className="room-refused">{t`A message was not sent`}</em>
            ) : draft ? (
              <>
                <em className="room-draft">{t`Draft`}</em> {excerptOf(draft, 60)}
              </>
            ) : (
              lastWords(room.type, last, me)
            )}
          </span>
        </span>
        <span className="room-marks">
          {last && <time dateTime={last.at}>{briefTimeOf(last.at, new Date())}</time>}
          <Badge unread={unread} mentions={mentions} />
        </span>
      </Link>
    </li>
  )
})

/** Written to a conversation that one is not in any more: the words are still one's own. */
function Homeless({ messages }: { messages: readonly Outgoing[] }) {
  const { outbox } = useChat()
  return (
    <section className="homeless" aria-label={t`Not sent`}>
      <h3>{t`Not sent`}</h3>
      <ul>
        {messages.map(({ commandId, body, refusal }) => (
          <li key={commandId}>
            <p>{excerptOf(body, 200) || t`A file`}</p>
            <p className="muted">
              {refusal?.message}{' '}
              <button
                type="button"
                className="link-button"
                onClick={() => void outbox.discard(commandId)}
              >{t`Discard`}</button>
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

function lastWords(type: string, last: RoomLine['last'], me: string): string {
  if (!last) return t`No messages yet`
  const words = last.body == null ? t`Message deleted` : excerptOf(last.body, 80) || t`Sent a file`
  if (last.senderId === me) return t`You: ${words}`
  return type === 'direct' ? words : `${last.senderName.split(' ')[0]}: ${words}`
}

/** The other one's face with a dot while they are online; a sign for the rest. */
interface RoomFaceProps {
  type: RoomItem['type']
  title: string
  roomId: string
  other: RoomItem['other']
}

export function RoomFace({ type, title, roomId, other }: RoomFaceProps) {
  if (type === 'direct') return <DirectFace title={title} roomId={roomId} other={other} />
  return (
    <span className="room-sign" data-type={type}>
      <Icon name={type === 'course' ? 'book' : 'people'} size={18} />
    </span>
  )
}

function DirectFace({ title, roomId, other }: Omit<RoomFaceProps, 'type'>) {
  const state = useRoomInSight(roomId)
  const isConnected = useConnectionState() === 'live'
  const isOnline = isConnected && other != null && (state?.presence.users?.has(other.userId) ?? false)
  const known = other && state?.members?.get(other.userId)
  const picture = known ? known.picture : other?.picture
  return (
    <span className="face">
      <Avatar name={title} picture={picture} />
      {isOnline && (
        <span className="face-dot">
          <span className="visually-hidden">{t`online`}</span>
        </span>
      )}
    </span>
  )
}
