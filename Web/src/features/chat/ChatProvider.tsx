import {
  createContext,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react'
import { newKey } from '../../api/idempotency'
import { everyPage } from '../../api/pages'
import type { Problem } from '../../api/problem'
import { keepPreviousData, reading, useQuery } from '../../api/reading'
import type { User } from '../../api/session'
import { connection, useVersion, useWatch } from '../../realtime'
import { markRead, sendMessage } from './hub'
import { Outbox, type Pause } from './outbox/outbox'
import type { Change, Outgoing } from './outbox/queue'
import { MemoryOutboxStore, openOutboxStore } from './outbox/store'
import { usePersonal, type Personal } from './personal/personal'
import { Reads } from './presence/reads'
import { fetchRooms } from './rest'
import { rooms, streamOf } from './rooms/room'
import { byActivity, lineOf, type RoomLine } from './rooms/unread'
import { limits, type RoomItem } from './wire'

export interface Chat {
  user: User
  /** Latest activity first; undefined: not known yet. */
  lines: RoomLine[] | undefined
  problem: Problem | null
  /** The list is being read; a room that is missing may come with it. */
  isLoading: boolean
  reload: () => void
  personal: Personal | undefined
  unread: number
  mentions: number
  reads: Reads
  outbox: Outbox
}

const ChatContext = createContext<Chat | null>(null)

export function useChat(): Chat {
  const chat = useContext(ChatContext)
  if (!chat) throw new Error('There is no ChatProvider around this.')
  return chat
}

// Outside the chat only the badge in the navigation is shown. Watching the latest active rooms is enough for it.
const watchedElsewhere = 20
const roomsMax = 300

/** A person's chat while they are logged in: their rooms, what is unread, and the outbox. Mount one per person. */
export function ChatProvider({ user, isChatting, children }: { user: User; isChatting: boolean; children: ReactNode }) {
  const { state: personal } = usePersonal(user.id)
  const list = useQuery({
    ...reading(['chat', 'rooms', personal?.turn], allRooms),
    enabled: personal !== undefined,
    placeholderData: keepPreviousData,
  })
  const reads = useMemo(() => new Reads(markRead), [])
  const outbox = useOutbox(user.id)
  useReadsOf(reads, personal)

  const lines = useLines(list.data, personal, reads, user.id)
  const watched = (lines ?? []).slice(0, isChatting ? limits.watchedRoomsMax : watchedElsewhere)
  useWatch(watched.map(({ room }) => streamOf(room.id)).sort())

  const chat = useMemo<Chat | null>(
    () =>
      outbox && {
        user,
        lines,
        problem: list.error,
        isLoading: list.isFetching,
        reload: list.refetch,
        personal,
        unread: (lines ?? []).reduce((sum, line) => sum + line.unread, 0),
        mentions: (lines ?? []).reduce((sum, line) => sum + line.mentions, 0),
        reads,
        outbox,
      },
    [user, lines, list.error, list.isFetching, list.refetch, personal, reads, outbox],
  )
  return <ChatContext value={chat}>{chat && children}</ChatContext>
}

function allRooms(signal: AbortSignal): Promise<RoomItem[]> {
  return everyPage(
    (cursor) => fetchRooms(cursor, signal),
    ({ id }) => id,
    roomsMax,
  )
}

function useLines(
  items: RoomItem[] | undefined,
  personal: Personal | undefined,
  reads: Reads,
  me: string,
): RoomLine[] | undefined {
  const version = useVersion(rooms)
  const readsVersion = useSyncExternalStore(reads.subscribe, () => reads.version)
  const before = useRef<RoomLine[]>([])
  return useMemo(() => {
    if (!items) return undefined
    const lines = byActivity(
      items.map((room) => lineOf(room, rooms.read(streamOf(room.id)), personal, reads.of(room.id), me)),
    )
    // Most changes of a room (typing, presence) do not change its line; an unchanged line is not rendered again.
    const same = lines.map(
      (line) => before.current.find((each) => each.room.id === line.room.id && isSame(each, line)) ?? line,
    )
    if (same.length === before.current.length && same.every((line, index) => line === before.current[index]))
      return before.current
    before.current = same
    return same
  }, [items, personal, reads, me, version, readsVersion])
}

function isSame(a: RoomLine, b: RoomLine): boolean {
  return (
    a.unread === b.unread &&
    a.mentions === b.mentions &&
    a.readSeq === b.readSeq &&
    a.last?.seq === b.last?.seq &&
    a.last?.body === b.last?.body &&
    a.room.title === b.room.title &&
    a.room.memberCount === b.room.memberCount &&
    a.room.role === b.room.role &&
    a.room.seq === b.room.seq
  )
}

function useReadsOf(reads: Reads, personal: Personal | undefined): void {
  const latest = useRef(personal)
  latest.current = personal
  useEffect(() => {
    let wasLive = connection.isLive()
    const leave = connection.subscribe(() => {
      const isLive = connection.isLive()
      if (isLive && !wasLive) reads.reconnected(latest.current?.reads ?? {})
      wasLive = isLive
    })
    return () => {
      leave()
      reads.close()
    }
  }, [reads])
}

function useOutbox(userId: string): Outbox | null {
  const [outbox, setOutbox] = useState<Outbox | null>(null)
  useEffect(() => {
    const name = `academy.outbox.${userId}`
    const others = new BroadcastChannel(name)
    const created = new Outbox({
      userId,
      openStore: () => openOutboxStore().catch((thrown) => (console.warn(thrown), new MemoryOutboxStore())),
      send: sendMessage,
      connection,
      // Without a secure context there are no locks. Two tabs may send then; the command id makes it one message.
      exclusively: async (work, signal) =>
        void (navigator.locks ? await navigator.locks.request(name, { signal }, work) : await work()),
      tell: (change) => others.postMessage(change),
      newId: newKey,
      now: () => new Date(),
      pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    })
    others.onmessage = ({ data }: MessageEvent<Change>) => created.take(data)
    setOutbox(created)
    return () => {
      created.close()
      others.close()
    }
  }, [userId])
  return outbox
}

/** Messages that were refused, in all rooms. */
export function useRefused(): readonly Outgoing[] {
  const { outbox } = useChat()
  const queue = useSyncExternalStore(outbox.subscribe, () => outbox.queue)
  return useMemo(() => queue.filter(({ state }) => state === 'refused'), [queue])
}

/** Messages of a room that wait to be sent or were refused. */
export function useQueue(roomId: string): readonly Outgoing[] {
  const { outbox } = useChat()
  const queue = useSyncExternalStore(outbox.subscribe, () => outbox.queue)
  return useMemo(() => queue.filter((message) => message.roomId === roomId), [queue, roomId])
}

export function usePause(roomId: string): Pause | undefined {
  const { outbox } = useChat()
  return useSyncExternalStore(outbox.subscribe, () => outbox.pauses.get(roomId))
}
