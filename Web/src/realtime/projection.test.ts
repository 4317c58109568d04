import { expect, it, vi } from 'vitest'
import { Projection } from './projection'
import type { Delivery } from './subscription'

const counter = () =>
  new Projection<number>({
    kind: 'user',
    snapshot: (data: { count: number }) => data.count,
    events: { 'counter.increased': (state, data: { by: number }) => state + data.by },
  })
const event = (type: string, data: unknown = {}): Delivery => ({
  kind: 'event',
  event: { stream: 'user:1', epoch: 'e', seq: 1, type, at: '', data },
})

it('A projection folds snapshot and events, and tells once', () => {
  const projection = counter()
  const told = vi.fn()
  projection.subscribe(told)
  projection.fold('user:1', [{ kind: 'snapshot', data: { count: 3 } }, event('counter.increased', { by: 4 })])
  expect(projection.read('user:1')).toBe(7)
  expect(told).toHaveBeenCalledTimes(1)
})

it('A projection skips what is withheld and what it does not know, and tells nobody', () => {
  const projection = counter()
  projection.fold('user:1', [{ kind: 'snapshot', data: { count: 3 } }])
  const told = vi.fn()
  projection.subscribe(told)
  projection.fold('user:1', [event('none'), event('counter.exploded')])
  expect(projection.read('user:1')).toBe(3)
  expect(told).not.toHaveBeenCalled()
})

it('A projection keeps streams apart and forgets one that is dropped', () => {
  const projection = counter()
  projection.fold('user:1', [{ kind: 'snapshot', data: { count: 1 } }])
  projection.fold('user:2', [{ kind: 'snapshot', data: { count: 2 } }])
  projection.drop('user:1')
  expect(projection.read('user:1')).toBeUndefined()
  expect(projection.read('user:2')).toBe(2)
  expect(projection.follows('user:9')).toBe(true)
  expect(projection.follows('users:9')).toBe(false)
})
