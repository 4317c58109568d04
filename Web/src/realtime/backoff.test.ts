import { expect, it } from 'vitest'
import { backoffMs } from './backoff'

it('Back-off doubles from half a second, never passes thirty, and is jittered by half', () => {
  const longest = [0, 1, 2, 3, 6, 7, 100].map((attempt) => backoffMs(attempt, () => 1))
  expect(longest).toEqual([500, 1_000, 2_000, 4_000, 30_000, 30_000, 30_000])
  expect(backoffMs(3, () => 0)).toBe(2_000)
})
