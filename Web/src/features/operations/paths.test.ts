import { expect, it } from 'vitest'
import { pathOf, traceOf, tracePathOf } from './paths'

const trace = '4bf92f3577b34da6a3ce929d0e0e4736'

it('A trace is found in what was pasted', () => {
  expect(traceOf(trace)).toBe(trace)
  expect(traceOf(` ${trace.toUpperCase()}\n`)).toBe(trace)
  expect(traceOf(`00-${trace}-00f067aa0ba902b7-01`)).toBe(trace)
  expect([traceOf(''), traceOf(trace.slice(1)), traceOf(`${trace}0`), traceOf('g'.repeat(32))]).toEqual([
    null,
    null,
    null,
    null,
  ])
})

it('Addresses are as the routes have them', () => {
  expect(tracePathOf(trace)).toBe(`/ops/traces/${trace}`)
  expect(pathOf({ type: 'user', organization: 'a/b', name: 'ä' })).toBe('/ops/grains/user/a%2Fb/%C3%A4')
})
