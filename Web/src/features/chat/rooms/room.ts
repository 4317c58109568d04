import { useSyncExternalStore } from 'react'
import type { RoomSnapshot, TypingSignal } from '../../../api/generated/streams'
import { project, useLive, type Live, type StreamReducers } from '../../../realtime'
import { deleted, edited, erased, withoutReaction, withReaction, withReplies } from '../messages/messages'
import * as timelines from '../messages/timeline'
import type { Loaded, Timeline } from '../messages/timeline'
import { forever, type Member, type Message, type PresenceFacts, type RoomFacts } from '../wire'

export interface Presence {
  version: number
  online: number
  /** Null in rooms with too many members to list them. */
  users: ReadonlySet<string> | null
  /** A change was missed, so the whole is fetched again. */
  isStale: boolean
}

export type Typing = TypingSignal

export interface RoomState {
  facts: RoomFacts
  /** Null in rooms with too many members to list. */
  members: ReadonlyMap<string, Member> | null
  timeline: Timeline
  presence: Presence
  typing: Typing
  /** The newest message that arrived as an event; those of the snapshot are not news. */
  news: Message | null
  /** An admin has read the conversation while it is open here. */
  reading: { byName: string; reason: string; at: string } | null
  /** The latest changes of messages. They are applied to pages of history that were read before them. */
  changes: Change[]
}

type Change = (message: Message) => Message

const changesMax = 300

export const roomReducers = {
  kind: 'room',

  snapshot: ({ room, members, messages, presence }: RoomSnapshot): RoomState => ({
    facts: room,
    members: members ? new Map(members.map((member) => [member.userId, member])) : null,
    timeline: [{ messages, isFirst: false }],
    presence: presenceOf(presence),
    typing: nobody,
    news: null,
    reading: null,
    changes: [],
  }),

  events: {
    'chat.message-posted': (state, { roomId: _, ...data }, { seq, at }) => {
      const message: Message = { ...data, body: data.body ?? null, seq, at }
      const isNew = !timelines.find(state.timeline, seq)
      const timeline = timelines.posted(state.timeline, message)
      return {
        ...pictured(state, data.senderId, data.senderPicture),
        news: isNew ? message : state.news,
        timeline: isNew ? answered(timeline, message, 1) : timeline,
        typing: without(state.typing, data.senderId),
      }
    },
    'chat.message-edited': (state, data) => changed(state, data.messageSeq, (m) => edited(m, data)),
    'chat.message-deleted': (state, { id, messageSeq }, { at }) => {
      const before = timelines.find(state.timeline, messageSeq)
      const after = changed(state, messageSeq, (m) => deleted(m, at))
      return {
        ...after,
        facts: { ...after.facts, pins: after.facts.pins.filter((pin) => pin !== id) },
        timeline: before && !before.deletedAt ? answered(after.timeline, before, -1) : after.timeline,
      }
    },
    'chat.reaction-added': (state, data) => changed(state, data.messageSeq, (m) => withReaction(m, data)),
    'chat.reaction-removed': (state, data) => changed(state, data.messageSeq, (m) => withoutReaction(m, data)),

    'chat.message-pinned': (state, { id }) =>
      facts(state, { pins: [...state.facts.pins.filter((each) => each !== id), id] }),
    'chat.message-unpinned': (state, { id }) => facts(state, { pins: state.facts.pins.filter((each) => each !== id) }),
    'chat.room-changed': (state, { title, slowModeSeconds }) =>
      facts(state, { ...(title !== undefined && { title }), slowModeSeconds }),
    'chat.history-expired': (state, { upTo }) => ({ ...state, timeline: timelines.expired(state.timeline, upTo) }),
    'chat.conversation-monitored': (state, { byName, reason }, { at }) => ({
      ...state,
      reading: { byName, reason, at },
    }),

    'chat.members-added': (state, data) => {
      const fresh = data.members.filter(({ userId }) => !state.members?.has(userId))
      const after = facts(state, { memberCount: state.facts.memberCount + fresh.length })
      return members(after, (all) => {
        for (const member of fresh) all.set(member.userId, { ...member, lastReadSeq: 0 })
      })
    },
    'chat.member-removed': (state, { userId, reason }) => {
      const after = facts(state, { memberCount: Math.max(0, state.facts.memberCount - 1) })
      const rest = members(after, (all) => all.delete(userId))
      return reason === 'erased'
        ? changedAll(rest, (message) => (message.senderId === userId ? erased(message) : message))
        : rest
    },
    'chat.member-role-changed': (state, { userId, role }) => member(state, userId, { role }),
    'chat.member-muted': (state, { userId, until }) => member(state, userId, { mutedUntil: until ?? forever }),
    'chat.member-unmuted': (state, { userId }) =>
      members(state, (all) => {
        const { mutedUntil: _, ...known } = all.get(userId) ?? {}
        if ('userId' in known) all.set(userId, known as Member)
      }),
  },

  signals: {
    'chat.typing': (state, typing) => ({ ...state, typing }),
    'chat.presence': (state, { version, online, joined, left }) => {
      const before = state.presence
      if (version <= before.version) return state
      if (!before.users) return { ...state, presence: { ...before, version, online } }
      // Each change has the next version. A jump means that one was dropped.
      if (version > before.version + 1) return { ...state, presence: { ...before, online, isStale: true } }
      const users = new Set(before.users)
      for (const userId of joined ?? []) users.add(userId)
      for (const userId of left ?? []) users.delete(userId)
      return { ...state, presence: { ...before, version, online, users } }
    },
    'chat.read': (state, { reads }) =>
      members(state, (all) => {
        for (const { userId, seq } of reads) {
          const known = all.get(userId)
          if (known && (known.lastReadSeq ?? 0) < seq) all.set(userId, { ...known, lastReadSeq: seq })
        }
      }),
  },
} satisfies StreamReducers<RoomState, 'room'>

/** Changes the number of replies of the message that began the thread. */
function answered(timeline: Timeline, { threadId }: Message, by: number): Timeline {
  const root = threadId && timelines.findById(timeline, threadId)
  return root ? timelines.change(timeline, root.seq, (message) => withReplies(message, by)) : timeline
}

const nobody: Typing = { users: [], count: 0 }

function without(typing: Typing, userId: string): Typing {
  const users = typing.users.filter((each) => each.userId !== userId)
  return users.length === typing.users.length ? typing : { users, count: Math.max(users.length, typing.count - 1) }
}

function facts(state: RoomState, to: Partial<RoomFacts>): RoomState {
  return { ...state, facts: { ...state.facts, ...to } }
}

function members(state: RoomState, to: (all: Map<string, Member>) => void): RoomState {
  if (!state.members) return state
  const all = new Map(state.members)
  to(all)
  return { ...state, members: all }
}

function member(state: RoomState, userId: string, to: Partial<Member>): RoomState {
  return members(state, (all) => {
    const known = all.get(userId)
    if (known) all.set(userId, { ...known, ...to })
  })
}

/** Whoever writes is shown everywhere with the picture that they have now. */
function pictured(state: RoomState, userId: string, picture: string | undefined): RoomState {
  const known = state.members?.get(userId)
  return known && known.picture !== picture ? member(state, userId, { picture }) : state
}

/** The picture of who wrote a message, as it is now where that is known. */
export const pictureOf = ({ members }: RoomState, { senderId, senderPicture }: Message): string | null | undefined =>
  members?.has(senderId) ? members.get(senderId)!.picture : senderPicture

function changed(state: RoomState, seq: number, to: Change): RoomState {
  const change: Change = (message) => (message.seq === seq ? to(message) : message)
  return {
    ...state,
    timeline: timelines.change(state.timeline, seq, to),
    changes: [...state.changes, change].slice(-changesMax),
    news: state.news?.seq === seq ? change(state.news) : state.news,
  }
}

function changedAll(state: RoomState, change: Change): RoomState {
  return {
    ...state,
    timeline: timelines.changeAll(state.timeline, change),
    changes: [...state.changes, change].slice(-changesMax),
  }
}

export function withPage(state: RoomState, page: Loaded): RoomState {
  const messages = page.messages.map((message) => state.changes.reduce((each, change) => change(each), message))
  return { ...state, timeline: timelines.loaded(state.timeline, { ...page, messages }) }
}

export function withPresence(state: RoomState, facts: PresenceFacts): RoomState {
  // Signals that came during the request may be newer.
  return facts.version < state.presence.version ? state : { ...state, presence: presenceOf(facts) }
}

function presenceOf({ version, online, users }: PresenceFacts): Presence {
  return { version, online, users: users ? new Set(users) : null, isStale: false }
}

export const rooms = project<RoomState>(roomReducers)

export const streamOf = (roomId: string): string => `room:${roomId}`

export function useRoom(roomId: string | null): Live<RoomState> {
  return useLive(rooms, roomId && streamOf(roomId))
}

/** A room's state, if something else watches the room already. */
export function useRoomInSight(roomId: string): RoomState | undefined {
  return useSyncExternalStore(rooms.subscribe, () => rooms.read(streamOf(roomId)))
}
