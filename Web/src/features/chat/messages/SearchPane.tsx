import { t } from '@lingui/core/macro'
import { useEffect, useState, type ReactNode } from 'react'
import { Link, useSearchParams } from 'react-router'
import { itemsOf, readingPages, useInfiniteQuery } from '../../../api/reading'
import { Blank, Button, Failed, Loading, Skeleton } from '../../../ui/controls'
import { Icon } from '../../../ui/icons'
import { useChat } from '../ChatProvider'
import { linkTo } from '../place'
import { search } from '../rest'
import { Side } from '../Side'
import { briefTimeOf, excerptOf, titleOf, wholeTimeOf } from '../rooms/titles'
import type { Found, RoomItem } from '../wire'

const typingPauseMs = 300

/** Words in one's own conversations; each hit leads to its place. */
export function SearchPane({ room, onClose }: { room: RoomItem | null; onClose: () => void }) {
  const given = useSearchParams()[0].get('q') ?? ''
  const [typed, setTyped] = useState(given)
  const [words, setWords] = useState(given.trim())
  const [isHere, setHere] = useState(room !== null && given === '')
  const found = useFound(words, isHere ? (room?.id ?? null) : null)
  useEffect(() => {
    const timer = setTimeout(() => setWords(typed.trim()), typingPauseMs)
    return () => clearTimeout(timer)
  }, [typed])

  return (
    <Side title={t`Search`} onClose={onClose}>
      <div className="side-search">
        <div className="rooms-search">
          <Icon name="search" size={16} />
          <input
            type="search"
            autoFocus
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            placeholder={t`Words in messages`}
            aria-label={t`Words in messages`}
          />
        </div>
        {room && (
          <label className="side-check">
            <input type="checkbox" checked={isHere} onChange={(event) => setHere(event.target.checked)} />{' '}
            {t`Only in ${titleOf(room)}`}
          </label>
        )}
      </div>
      <div className="side-body" aria-live="polite">
        {found.problem && <Failed problem={found.problem} onRetry={found.more} />}
        {found.isLoading && found.items.length === 0 && (
          <Loading>
            <Skeleton className="room-skeleton" />
          </Loading>
        )}
        {words.length > 0 && !found.isLoading && !found.problem && found.items.length === 0 && (
          <Blank icon="search" title={t`Nothing found`}>{t`Try fewer or other words.`}</Blank>
        )}
        <ul className="hits">
          {found.items.map((hit) => (
            <Hit key={`${hit.roomId}-${hit.message.seq}`} hit={hit} words={words} showRoom={!isHere} />
          ))}
        </ul>
        {found.hasMore && <Button small onClick={found.more} pending={found.isLoading}>{t`More`}</Button>}
      </div>
    </Side>
  )
}

function Hit({
  hit: { roomId, roomTitle, roomType, message },
  words,
  showRoom,
}: {
  hit: Found
  words: string
  showRoom: boolean
}) {
  const { lines } = useChat()
  const room = lines?.find((line) => line.room.id === roomId)?.room
  return (
    <li>
      <Link to={linkTo(roomId, message.seq, isWide() ? words : null)} className="hit">
        <span className="hit-head">
          <strong className="truncate" dir="auto">
            {message.senderName}
          </strong>
          <time dateTime={message.at} title={wholeTimeOf(message.at)}>
            {briefTimeOf(message.at, new Date())}
          </time>
        </span>
        {showRoom && (
          <span className="muted truncate" dir="auto">
            {room ? titleOf(room) : titleOf({ type: roomType, title: roomTitle })}
          </span>
        )}
        <span className="hit-words" dir="auto">
          {marked(excerptOf(message.body, 220), words)}
        </span>
      </Link>
    </li>
  )
}

// Beside the conversation there is room for the hits to stay.
const isWide = (): boolean => matchMedia('(min-width: 821px)').matches

/** What was searched for stands out. */
export function marked(text: string, words: string): ReactNode {
  const parts = words
    .split(/\s+/)
    .filter((word) => word.length > 1)
    .map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
  if (parts.length === 0) return text
  return text
    .split(new RegExp(`(${parts.join('|')})`, 'iu'))
    .map((part, index) => (index % 2 ? <mark key={index}>{part}</mark> : part))
}

function useFound(words: string, roomId: string | null) {
  const found = useInfiniteQuery({
    ...readingPages(['chat', 'search', words, roomId], (cursor, signal) => search(words, roomId, cursor, signal)),
    enabled: words.length > 0,
  })
  return {
    items: itemsOf<Found>(found.data?.pages, ({ message }) => message.id),
    isLoading: found.isFetching,
    problem: found.error,
    hasMore: found.hasNextPage,
    more: () => void (found.data ? found.fetchNextPage() : found.refetch()),
  }
}
