import { expect, it } from 'vitest'
import { IdempotencyKey, newKey } from './idempotency'
import { Problem, unreachable } from './problem'

const counting = () => {
  let made = 0
  return new IdempotencyKey(() => `key-${++made}`)
}
const problem = (status: number) => new Problem('some.code', status, '', {}, null)

it('A write whose outcome is unknown is repeated with the same key', () => {
  const key = counting()
  expect(key.of(['module-1'])).toBe('key-1')
  for (const unknown of [unreachable(), problem(500), problem(503), problem(429)]) {
    key.answered(unknown)
    expect(key.of(['module-1'])).toBe('key-1')
  }
})

it.each([null, problem(409), problem(422), problem(403)])(
  'After a definite answer the next write has a key of its own',
  (answer) => {
    const key = counting()
    key.of(['module-1'])
    key.answered(answer)
    expect(key.of(['module-1'])).toBe('key-2')
  },
)

it('Another request never takes an open key: the server would refuse it', () => {
  const key = counting()
  key.of(['module-1'])
  key.answered(unreachable())
  expect(key.of(['module-2'])).toBe('key-2')
})

it('Keys differ', () => {
  expect(new Set(Array.from({ length: 100 }, newKey)).size).toBe(100)
})
