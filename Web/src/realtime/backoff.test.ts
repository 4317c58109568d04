import { expect, it } from 'vitest'
import { reconnectMs, rejoinMs } from './backoff'

/** A chance that comes out the same in every run (mulberry32). */
function chance(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

it('Back-off doubles and never passes thirty seconds, but never gives up', () => {
  const longest = (ms: typeof reconnectMs) => [0, 1, 2, 3, 6, 7, 100, 1_000_000].map((attempt) => ms(attempt, () => 1))
  expect(longest(reconnectMs)).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000])
  expect(longest(rejoinMs)).toEqual([500, 1_000, 2_000, 4_000, 30_000, 30_000, 30_000, 30_000])
  expect(reconnectMs(0, () => 0)).toBe(200)
  expect(rejoinMs(3, () => 0)).toBe(2_000)
})

it('Ten thousand who lose the server at once come back evenly spread', () => {
  const random = chance(20_261_120)
  const binMs = 100
  const arrivals = new Array<number>(Math.ceil(2_000 / binMs)).fill(0)
  for (let client = 0; client < 10_000; client++) arrivals[Math.floor(reconnectMs(0, random) / binMs)]!++
  const busy = arrivals.filter((count) => count > 0)
  expect(busy.length).toBe(18) // from 0.2 to 2 s
  expect(Math.max(...busy)).toBeLessThan(1.25 * (10_000 / 18))
  expect(Math.min(...busy)).toBeGreaterThan(0.75 * (10_000 / 18))
})

it('While a server stays away, those who fail do not fall into step', () => {
  const random = chance(7)
  const perSecond = new Map<number, number>()
  for (let client = 0; client < 10_000; client++) {
    for (let at = 0, attempt = 0; at < 120_000; attempt++) {
      at += reconnectMs(attempt, random)
      perSecond.set(Math.floor(at / 1_000), (perSecond.get(Math.floor(at / 1_000)) ?? 0) + 1)
    }
  }
  // Once everybody waits up to thirty seconds, a second has its share of attempts and not much more.
  for (let second = 40; second < 119; second++) {
    expect(perSecond.get(second)).toBeGreaterThan(400)
    expect(perSecond.get(second)).toBeLessThan(1_000)
  }
})
