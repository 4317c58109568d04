import type { DraftView, MentionView } from '../../../api/generated/streams'
import { project, useLive, type Live, type StreamReducers } from '../../../realtime'

export type Draft = DraftView
export type MentionNotice = MentionView

/** The part of the chat that belongs to one person and is the same on all their devices. */
export interface Personal {
  reads: Readonly<Record<string, number>>
  drafts: Readonly<Record<string, Draft>>
  mentions: MentionNotice[]
  /** Rooms that the person moderates and in which a message was reported. */
  reported: readonly string[]
  /** Grows whenever the person joins or leaves a room; the list of rooms is read again then. */
  turn: number
  /** The newest mention that arrived as an event. */
  news: MentionNotice | null
}

const mentionsMax = 50

export const personalReducers = {
  kind: 'user',
  kept: { as: 'chat', what: (state: Personal): Personal => ({ ...state, turn: 0, news: null }) },

  snapshot: ({ chat: { reads, drafts, mentions } }): Personal => ({
    reads,
    drafts,
    mentions,
    reported: [],
    turn: 0,
    news: null,
  }),

  events: {
    'chat.room-joined': (state) => ({ ...state, turn: state.turn + 1 }),
    'chat.room-left': (state, { roomId }) => ({
      ...state,
      turn: state.turn + 1,
      mentions: state.mentions.filter((mention) => mention.roomId !== roomId),
      drafts: omit(state.drafts, roomId),
      reads: omit(state.reads, roomId),
    }),
    'chat.mentioned': (state, data, { at }) => {
      const notice = { ...data, at }
      return { ...state, news: notice, mentions: [...state.mentions, notice].slice(-mentionsMax) }
    },
    'chat.message-reported': (state, { roomId }) => ({
      ...state,
      reported: [...state.reported.filter((each) => each !== roomId), roomId],
    }),
    'chat.read': (state, data) => ({
      ...state,
      reads: {
        ...state.reads,
        ...Object.fromEntries(data.reads.map(({ roomId, seq }) => [roomId, Math.max(seq, state.reads[roomId] ?? 0)])),
      },
    }),
  },

  signals: {
    'chat.draft-saved': (
      state: Personal,
      { roomId, body, replyTo }: { roomId: string; body: string | null; replyTo?: string | null },
      { at }: { at: string },
    ): Personal => ({
      ...state,
      drafts:
        body === null
          ? omit(state.drafts, roomId)
          : { ...state.drafts, [roomId]: { body, at, ...(replyTo && { replyTo }) } },
    }),
    // Sent after every answer to Subscribe, since signals that a device missed are not sent again.
    'chat.drafts': (state: Personal, { drafts }: { drafts: Record<string, Draft> }): Personal => ({ ...state, drafts }),
  },
} satisfies StreamReducers<Personal, 'user'>

function omit<T>(all: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  if (!(key in all)) return all
  const { [key]: _, ...rest } = all
  return rest
}

const personal = project<Personal>(personalReducers)

export function usePersonal(userId: string | null): Live<Personal> {
  return useLive(personal, userId && `user:${userId}`)
}
