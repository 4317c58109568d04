import { project, useLive, type Live, type Reducers } from '../../realtime'

export interface Draft {
  body: string
  replyTo?: string | null
  at: string
}

export interface MentionNotice {
  roomId: string
  id: string
  seq: number
  senderId?: string
  senderName?: string
}

/** What is one person's alone in the chat, and the same on all of their devices. */
export interface Personal {
  reads: Readonly<Record<string, number>>
  drafts: Readonly<Record<string, Draft>>
  mentions: MentionNotice[]
  /** Rooms that one moderates in which a message was reported lately. */
  reported: readonly string[]
  /** Grows with every room that was joined or left, or calls for a look: the list is then read again. */
  turn: number
  /** The newest mention that arrived as an event. */
  news: MentionNotice | null
}

type Snapshot = {
  chat?: { reads?: Record<string, number>; drafts?: Record<string, Draft>; mentions?: MentionNotice[] } | null
}

const mentionsMax = 50

export const personalReducers = {
  kind: 'user',

  snapshot: ({ chat }: Snapshot): Personal => ({
    reads: chat?.reads ?? {},
    drafts: chat?.drafts ?? {},
    mentions: chat?.mentions ?? [],
    reported: [],
    turn: 0,
    news: null,
  }),

  events: {
    'chat.room-joined': (state: Personal): Personal => ({ ...state, turn: state.turn + 1 }),
    'chat.room-left': (state: Personal, { roomId }: { roomId: string }): Personal => ({
      ...state,
      turn: state.turn + 1,
      mentions: state.mentions.filter((mention) => mention.roomId !== roomId),
      drafts: omit(state.drafts, roomId),
    }),
    'chat.mentioned': (state: Personal, notice: MentionNotice): Personal => ({
      ...state,
      news: notice,
      mentions: [...state.mentions, notice].slice(-mentionsMax),
    }),
    'chat.message-reported': (state: Personal, { roomId }: { roomId: string }): Personal => ({
      ...state,
      reported: [...state.reported.filter((each) => each !== roomId), roomId],
    }),
    'chat.read': (state: Personal, data: { reads: { roomId: string; seq: number }[] }): Personal => ({
      ...state,
      reads: data.reads.reduce<Record<string, number>>(
        (reads, { roomId, seq }) => ({ ...reads, [roomId]: Math.max(seq, reads[roomId] ?? 0) }),
        state.reads,
      ),
    }),
  },

  signals: {
    'chat.draft-saved': (
      state: Personal,
      { roomId, body, replyTo }: { roomId: string; body: string | null; replyTo?: string | null },
      { at }: { at: string },
    ): Personal => ({
      ...state,
      drafts: body ? { ...state.drafts, [roomId]: { body, replyTo: replyTo ?? null, at } } : omit(state.drafts, roomId),
    }),
    // After every answer: what was signalled while this device was away is not sent again.
    'chat.drafts': (state: Personal, { drafts }: { drafts: Record<string, Draft> }): Personal => ({ ...state, drafts }),
  },
} satisfies Reducers<Personal>

function omit<T>(all: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  if (!(key in all)) return all
  const { [key]: _, ...rest } = all
  return rest
}

const personal = project<Personal>(personalReducers)

export function usePersonal(userId: string | null): Live<Personal> {
  return useLive(personal, userId && `user:${userId}`)
}
