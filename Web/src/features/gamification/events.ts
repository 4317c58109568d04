import { project, useLive, type Live } from '../../realtime'

export interface Streak {
  current: number
  longest: number
}

export interface Gain {
  seq: number
  amount: number
  cause: string
  /** The level that this gain reached, if it did. */
  reached: number | null
}

export interface Game {
  xp: number
  level: number
  nextLevelXp: number
  streak: Streak
  /** Newest last; only what arrived as an event, and only the last few. */
  gains: Gain[]
}

type Snapshot = { game?: Pick<Game, 'xp' | 'level' | 'nextLevelXp' | 'streak'> }
type XpEarned = { amount: number; cause: string; xp: number; level: number; nextLevelXp: number }

const gainsMax = 4

export const gameReducers = {
  kind: 'user',
  snapshot: ({ game }: Snapshot): Game => ({
    xp: game?.xp ?? 0,
    level: game?.level ?? 0,
    nextLevelXp: game?.nextLevelXp ?? 100,
    streak: game?.streak ?? { current: 0, longest: 0 },
    gains: [],
  }),
  events: {
    'gamification.streak-extended': (state: Game, { days }: { days: number }): Game => ({
      ...state,
      streak: { current: days, longest: Math.max(days, state.streak.longest) },
    }),

    'gamification.xp-earned': (state: Game, data: XpEarned, { seq }: { seq: number }): Game => ({
      ...state,
      xp: data.xp,
      level: data.level,
      nextLevelXp: data.nextLevelXp,
      gains: [
        ...state.gains,
        { seq, amount: data.amount, cause: data.cause, reached: data.level > state.level ? data.level : null },
      ].slice(-gainsMax),
    }),
  },
}

const game = project<Game>(gameReducers)

export function useGame(userId: string | null): Live<Game> {
  return useLive(game, userId && `user:${userId}`)
}

/** How far from this level's first XP to the next one's, in percent. A level is floor(sqrt(xp / 100)). */
export function levelPercent({ xp, level, nextLevelXp }: Pick<Game, 'xp' | 'level' | 'nextLevelXp'>): number {
  const from = 100 * level * level
  return nextLevelXp > from ? Math.max(0, Math.min(100, Math.floor((100 * (xp - from)) / (nextLevelXp - from)))) : 0
}

export interface Entry {
  rank: number
  userId: string
  displayName: string
  xp: number
  level: number
}

export interface Board {
  asOf: string
  entries: Entry[]
}

/** A versioned view: every change carries the whole of it. */
export const boardReducers = {
  kind: 'leaderboard',
  snapshot: (board: Board): Board => board,
  events: { 'leaderboard.changed': (_: Board, board: Board): Board => board },
}

const board = project<Board>(boardReducers)

export function useBoard(scope: string): Live<Board> {
  return useLive(board, `leaderboard:${scope}`)
}
