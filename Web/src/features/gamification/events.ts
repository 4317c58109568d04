import { i18n, type MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { GameView, LeaderboardChanged, LeaderboardEntry } from '../../api/generated/streams'
import { project, useLive, type Live, type StreamReducers } from '../../realtime'

export interface Gain {
  seq: number
  amount: number
  cause: string
  /** The level that this gain reached, if it did. */
  reached: number | null
}

export interface Game extends Pick<GameView, 'xp' | 'level' | 'nextLevelXp' | 'streak'> {
  /** Newest last; only what arrived as an event, and only the last few. */
  gains: Gain[]
}

const gainsMax = 4

const reasons: Record<string, MessageDescriptor> = {
  lesson: msg`Lesson completed`,
  module: msg`Module completed`,
  course: msg`Course completed`,
  'first-lesson': msg`Your first lesson`,
  'daily-streak': msg`One more day in a row`,
}

/** What a gain is for; null: a cause of a later server. */
export function reasonOf({ cause }: Pick<Gain, 'cause'>): string | null {
  const reason = reasons[cause]
  return reason ? i18n._(reason) : null
}

export const gameReducers = {
  kind: 'user',
  kept: { as: 'game', what: (state: Game): Game => ({ ...state, gains: [] }) },
  snapshot: ({ game: { xp, level, nextLevelXp, streak } }): Game => ({ xp, level, nextLevelXp, streak, gains: [] }),
  events: {
    'gamification.streak-extended': (state, { days }) => ({
      ...state,
      streak: { current: days, longest: Math.max(days, state.streak.longest) },
    }),

    'gamification.xp-earned': (state, { amount, cause, xp, level, nextLevelXp }, { seq }) => ({
      ...state,
      xp,
      level,
      nextLevelXp,
      gains: [...state.gains, { seq, amount, cause, reached: level > state.level ? level : null }].slice(-gainsMax),
    }),
  },
} satisfies StreamReducers<Game, 'user'>

const game = project<Game>(gameReducers)

export function useGame(userId: string | null): Live<Game> {
  return useLive(game, userId && `user:${userId}`)
}

/** How far from this level's first XP to the next one's, in percent. A level is floor(sqrt(xp / 100)). */
export function levelPercent({ xp, level, nextLevelXp }: Pick<Game, 'xp' | 'level' | 'nextLevelXp'>): number {
  const from = 100 * level * level
  return nextLevelXp > from ? Math.max(0, Math.min(100, Math.floor((100 * (xp - from)) / (nextLevelXp - from)))) : 0
}

export type Entry = LeaderboardEntry
export type Board = LeaderboardChanged

/** A versioned view: every change carries the whole of it. */
export const boardReducers = {
  kind: 'leaderboard',
  snapshot: (board) => board,
  events: { 'leaderboard.changed': (_, board) => board },
} satisfies StreamReducers<Board, 'leaderboard'>

const board = project<Board>(boardReducers)

export function useBoard(scope: string): Live<Board> {
  return useLive(board, `leaderboard:${scope}`)
}
