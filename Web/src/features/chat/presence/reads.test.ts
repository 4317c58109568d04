import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Reads } from './reads'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('Reading on is said once for a moment, with the highest', async () => {
  const said = vi.fn(async () => {})
  const reads = new Reads(said)
  reads.note('a', 3)
  reads.note('a', 9)
  reads.note('a', 5)
  expect(reads.of('a')).toBe(9)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(said.mock.calls).toEqual([['a', 9]])
})

it('What could not be said, or may have been lost, is said again with the next connection', async () => {
  const said = vi.fn(async () => {
    if (said.mock.calls.length === 1) throw new Error('gone')
  })
  const reads = new Reads(said)
  reads.note('a', 3)
  await vi.advanceTimersByTimeAsync(1_000)
  reads.note('b', 4)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(said.mock.calls).toEqual([
    ['a', 3],
    ['a', 3],
    ['b', 4],
  ])
  reads.reconnected({ a: 3, b: 2 })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(said.mock.calls.slice(3)).toEqual([['b', 4]])
})
