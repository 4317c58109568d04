import { expect, it } from 'vitest'
import { bytes, rate, releaseOf, sumsOf } from './figures'
import type { Member } from './queries'

const member = (of: Partial<Member>): Member => ({
  name: 'one', generation: 1, role: 'silo', status: 'active', release: null, startedAt: null, leaseSeconds: null, activations: null,
  requestsPerSecond: null, waiting: null, deepest: null, sockets: null, memoryBytes: null, reportedAgo: null, ...of,
})

it('Sums leave out what a silent process did not tell', () => {
  const members = [member({ activations: 3, requestsPerSecond: 1.5, sockets: 0 }), member({}), member({ role: 'client', sockets: 12 })]
  expect(sumsOf(members)).toEqual({ silos: 2, clients: 1, activations: 3, requestsPerSecond: 1.5, sockets: 12 })
})

it('A release is its version and the beginning of its commit', () => {
  expect(releaseOf('1.2.0+0123456789abcdef')).toBe('1.2.0 (0123456)')
  expect(releaseOf('1.2.0')).toBe('1.2.0')
  expect(releaseOf(null)).toBe('–')
})

it('Figures are short', () => {
  expect([bytes(12), bytes(2048), bytes(367_001_600), bytes(3 * 1024 ** 3)]).toEqual(['12 B', '2 KB', '350 MB', '3 GB'])
  expect([rate(0.25), rate(12.34), rate(12_345.6)]).toEqual(['0.3', '12', '12,346'])
})
