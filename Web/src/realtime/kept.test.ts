import { expect, it, vi } from 'vitest'
import { Realtime } from './connection'
import { Projection } from './projection'
import type { Transport } from './transport'

it('What is kept of a stream is shown until the server has answered, and what the server says is kept', async () => {
  vi.useFakeTimers()
  const settle = () => vi.advanceTimersByTimeAsync(0)
  const noted: unknown[] = []
  let isUp = false
  const transport = {
    start: async () => {
      if (!isUp) throw new Error('connection refused')
    },
    stop: async () => {},
    subscribe: async (stream: string) => ({ stream, epoch: 'e', seq: 9, verdict: 'snapshot', snapshot: { count: 9 } }),
    unsubscribe: async () => {},
  } as unknown as Transport
  const realtime = new Realtime({
    open: async () => transport,
    random: () => 1,
    online: () => true,
    lingerMs: 10_000,
    kept: {
      read: async (stream, name) => (stream === 'user:1' && name === 'counted' ? 4 : null),
      note: (stream, projection) => noted.push([stream, projection.keptAs, projection.toKeep(stream)]),
    },
  })
  const counted = realtime.project(
    new Projection<number>({
      kind: 'user',
      kept: { as: 'counted', what: (state) => state },
      snapshot: (data: { count: number }) => data.count,
      events: {},
    }),
  )
  realtime.start()
  realtime.watch('user:1')
  realtime.watch('user:2')
  await settle()
  expect([counted.read('user:1'), counted.read('user:2')]).toEqual([4, undefined])
  expect(noted).toEqual([])

  isUp = true
  realtime.nudge()
  await settle()
  expect(counted.read('user:1')).toBe(9)
  expect(noted).toContainEqual(['user:1', 'counted', 9])
  // What is read late replaces nothing.
  counted.restore('user:1', 4)
  expect(counted.read('user:1')).toBe(9)
  await realtime.stop()
  expect(counted.read('user:1')).toBeUndefined()
})
