import type { Personal } from '../personal/personal'
import type { RoomState } from './room'
import { liveStretch } from '../messages/timeline'
import type { LastMessage, RoomItem } from '../wire'

export interface RoomLine {
  room: RoomItem
  last: LastMessage | null
  readSeq: number
  unread: number
  mentions: number
}

export const unreadMax = 100

/**
 * A line of the list as it is now. The list has the number of unread messages at one moment. Messages that came later
 * are added, and when the person has read further (here or on another device) the rest is counted again.
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
    room: state ? { ...room, title: state.facts.title ?? room.title, memberCount: state.facts.memberCount } : room,
    last,
    readSeq,
    unread: Math.min(unreadMax, unreadOf(room, state, readSeq, last, me)),
    mentions: (personal?.mentions ?? []).filter(({ roomId, seq }) => roomId === room.id && seq > readSeq).length,
  }
}

function unreadOf(
  room: RoomItem,
  state: RoomState | undefined,
  readSeq: number,
  last: LastMessage | null,
  me: string,
): number {
  if (!last || last.seq <= readSeq) return 0
  const live = state && liveStretch(state.timeline)
  if (!live || live.messages.length === 0) return room.unread
  const counts = (seq: number): number =>
    live.messages.filter((message) => message.seq > seq && message.senderId !== me && !message.deletedAt).length
  const reachesBack = live.isFirst || live.messages[0]!.seq <= readSeq
  if (reachesBack) return counts(readSeq)
  // Not all unread messages are in memory: take the list's number, and add those that came later.
  return readSeq <= room.lastReadSeq ? room.unread + counts(room.seq) : counts(readSeq)
}

function lastOf(room: RoomItem, state: RoomState | undefined): LastMessage | null {
  const live = state && liveStretch(state.timeline)
  const newest = live?.messages.at(-1)
  if (!newest || (room.lastMessage && room.lastMessage.seq > newest.seq)) return room.lastMessage
  return live!.messages.findLast((message) => !message.deletedAt) ?? null
}

/** Latest activity first; rooms without messages stay in the order of the list. */
export function byActivity(lines: RoomLine[]): RoomLine[] {
  return [...lines].sort((a, b) => (b.last?.at ?? '').localeCompare(a.last?.at ?? ''))
}
