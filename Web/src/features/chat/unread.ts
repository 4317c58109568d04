import type { Personal } from './personal'
import type { RoomState } from './room'
import { liveStretch } from './timeline'
import type { LastMessage, RoomItem } from './wire'

export interface RoomLine {
  room: RoomItem
  last: LastMessage | null
  readSeq: number
  unread: number
  mentions: number
}

export const unreadMax = 100

/**
 * How a line of the list stands now. The list said how many are unread as of one number; messages that came since are
 * counted on it, and when the person has read on (here or on another device) what lies behind is counted afresh.
 */
export function lineOf(
  room: RoomItem,
  state: RoomState | undefined,
  personal: Personal | undefined,
  readHere: number,
  me: string,
): RoomLine {
  const readSeq = Math.max(room.lastReadSeq, personal?.reads[room.id] ?? 0, readHere)
  const last = lastOf(room, state)
  return {
    room: state ? { ...room, title: state.facts.title ?? room.title ?? null, memberCount: state.facts.memberCount } : room,
    last,
    readSeq,
    unread: Math.min(unreadMax, unreadOf(room, state, readSeq, last, me)),
    mentions: (personal?.mentions ?? []).filter(({ roomId, seq }) => roomId === room.id && seq > readSeq).length,
  }
}

function unreadOf(room: RoomItem, state: RoomState | undefined, readSeq: number, last: LastMessage | null, me: string): number {
  if (!last || last.seq <= readSeq) return 0
  const live = state && liveStretch(state.timeline)
  if (!live || live.messages.length === 0) return room.unread
  const counts = (seq: number): number =>
    live.messages.filter((message) => message.seq > seq && message.senderId !== me && !message.deletedAt).length
  const reachesBack = live.isFirst || live.messages[0]!.seq <= readSeq
  if (reachesBack) return counts(readSeq)
  // More is unread than is known here: what the list counted, and what has come since.
  return readSeq <= room.lastReadSeq ? room.unread + counts(room.seq) : counts(readSeq)
}

function lastOf(room: RoomItem, state: RoomState | undefined): LastMessage | null {
  const live = state && liveStretch(state.timeline)
  const newest = live?.messages.at(-1)
  if (!newest || (room.lastMessage && room.lastMessage.seq > newest.seq)) return room.lastMessage
  return live!.messages.findLast((message) => !message.deletedAt) ?? null
}

/** Latest activity first; a room without messages by nothing but its place in the list. */
export function byActivity(lines: RoomLine[]): RoomLine[] {
  return [...lines].sort((a, b) => (b.last?.at ?? '').localeCompare(a.last?.at ?? ''))
}
