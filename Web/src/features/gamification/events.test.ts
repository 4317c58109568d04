import { expect, it, vi } from 'vitest'
import type { XpEarnedView } from '../../api/generated/streams'
import { given, when } from '../../api/given'

vi.mock('../../realtime', () => ({ project: () => null, useLive: () => null }))
const { boardReducers, gameReducers, levelPercent, reasonOf } = await import('./events')

const start = () =>
  gameReducers.snapshot(
    given({ game: { xp: 380, level: 1, nextLevelXp: 400, streak: { current: 2, longest: 5 }, achievements: [] } }),
  )
const earned = (amount: number, xp: number, level: number) =>
  given<XpEarnedView>({ amount, cause: 'module', xp, level, nextLevelXp: 100 * (level + 1) ** 2 })
const take = gameReducers.events['gamification.xp-earned']

it('The game starts from the snapshot without news', () => {
  expect(start()).toEqual({ xp: 380, level: 1, nextLevelXp: 400, streak: { current: 2, longest: 5 }, gains: [] })
})

it('Earned XP replaces the totals with those of the server and is news', () => {
  const after = take(start(), earned(50, 430, 2), when(7))
  expect(after).toMatchObject({ xp: 430, level: 2, nextLevelXp: 900, streak: { current: 2 } })
  expect(after.gains).toEqual([{ seq: 7, amount: 50, cause: 'module', reached: 2 }])
})

it('Only the last few gains are kept', () => {
  let state = start()
  for (let seq = 1; seq <= 9; seq++) state = take(state, earned(50, 380 + seq, 1), when(seq))
  expect(state.gains.map((gain) => gain.seq)).toEqual([6, 7, 8, 9])
})

it('The way to the next level is measured from where this one began', () => {
  expect(levelPercent({ xp: 100, level: 1, nextLevelXp: 400 })).toBe(0)
  expect(levelPercent({ xp: 250, level: 1, nextLevelXp: 400 })).toBe(50)
  expect(levelPercent({ xp: 399, level: 1, nextLevelXp: 400 })).toBe(99)
  expect(levelPercent({ xp: 0, level: 0, nextLevelXp: 0 })).toBe(0)
})

it('A longer streak is a record when it is one', () => {
  const extend = gameReducers.events['gamification.streak-extended']
  expect(extend(start(), given({ days: 3 })).streak).toEqual({ current: 3, longest: 5 })
  expect(extend(start(), given({ days: 6 })).streak).toEqual({ current: 6, longest: 6 })
})

it('A board is whatever came last, whole', () => {
  const first = boardReducers.snapshot({ asOf: 'a', entries: [] })
  const entries = [{ rank: 1, userId: 'u', displayName: 'Ada', xp: 5, level: 0 }]
  expect(boardReducers.events['leaderboard.changed'](first, { asOf: 'b', entries })).toEqual({ asOf: 'b', entries })
})

it.each(['lesson', 'module', 'course', 'first-lesson', 'daily-streak'])(
  'A gain for %s says what it is for',
  (cause) => {
    expect(reasonOf({ cause })).toMatch(/^[A-Z][a-z ]+$/)
  },
)

it('A cause of a later server has no reason rather than a wrong one', () => {
  expect(reasonOf({ cause: 'quiz' })).toBeNull()
})
