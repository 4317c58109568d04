import { t } from '@lingui/core/macro'
import { useEffect } from 'react'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import { Blank, Loading, Skeleton } from '../../ui/controls'
import { useChat } from './ChatProvider'
import { Conversation } from './Conversation'
import { RoomsPane } from './rooms/RoomsPane'
import { SearchPane } from './messages/SearchPane'
import { titleOf } from './rooms/titles'
import './chat.css'
import './conversation.css'
import './messages/composer.css'
import './panes.css'

/** All of the chat: the rooms, one of them, and what is opened beside it. On a phone one thing at a time. */
export function ChatPage() {
  const roomId = useParams()['roomId'] ?? null
  const navigate = useNavigate()
  const { lines, isLoading, unread } = useChat()
  const [query] = useSearchParams()
  const line = lines?.find(({ room }) => room.id === roomId)
  const title = line ? titleOf(line.room) : 'Chat'

  useEffect(() => {
    document.documentElement.dataset['page'] = 'chat'
    return () => void delete document.documentElement.dataset['page']
  }, [])

  return (
    <div className="chat" data-room={roomId !== null || undefined}>
      <title>{`${unread > 0 ? `(${unread}) ` : ''}${title} · Academy`}</title>
      <h1 className="visually-hidden">{title}</h1>
      <RoomsPane roomId={roomId} />
      {roomId === null && query.get('panel') === 'search' && (
        <SearchPane room={null} onClose={() => void navigate('/chat')} />
      )}
      {roomId === null && query.get('panel') !== 'search' && (
        <div className="chat-none">
          <Blank icon="chat" title={lines?.length === 0 ? t`No conversations yet` : t`Pick a conversation`}>
            {lines?.length === 0
              ? t`Write to somebody, or start a group. The rooms of your courses appear here by themselves.`
              : t`What you write is kept until it is sent, even without a connection.`}
          </Blank>
        </div>
      )}
      {roomId !== null && !line && (!lines || isLoading) && (
        <Loading>
          <Skeleton className="conversation-skeleton" />
        </Loading>
      )}
      {roomId !== null && lines && !line && !isLoading && (
        <div className="chat-none">
          <Blank
            icon="chat"
            title={t`You are not in this conversation`}
            action={<Link to="/chat" className="button secondary">{t`Your conversations`}</Link>}
          >
            {t`It does not exist, or you are no member of it any more.`}
          </Blank>
        </div>
      )}
      {line && (
        <Conversation
          key={line.room.id}
          line={line}
          at={numberOf(query.get('at'))}
          thread={query.get('thread')}
          panel={query.get('panel')}
        />
      )}
    </div>
  )
}

function numberOf(text: string | null): number | null {
  const number = Number(text)
  return text && Number.isSafeInteger(number) && number > 0 ? number : null
}
