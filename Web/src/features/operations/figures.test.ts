import { expect, it } from 'vitest'
import { bytes, percent, releaseOf, sumsOf } from './figures'
import type { Member } from './queries'

const member = (of: Partial<Member>): Member => ({
  name: 'one', address: '10.0.0.1:11111@1', role: 'silo', status: 'active', release: null, startedAt: null, leaseSeconds: null,
  activations: null, cpuPercent: null, sockets: null, memoryBytes: null, reportedAgo: null, ...of,
})

it('Sums leave out what a silent process did not tell, and who is dead', () => {
  const members = [member({ activations: 3, sockets: 0 }), member({}), member({ status: 'dead' }), member({ role: 'client', sockets: 12 })]
  expect(sumsOf(members)).toEqual({ silos: 2, clients: 1, activations: 3, sockets: 12 })
})

it('A release is its version and the beginning of its commit', () => {
  expect(releaseOf('1.2.0+0123456789abcdef')).toBe('1.2.0 (0123456)')
  expect(releaseOf('1.2.0')).toBe('1.2.0')
  expect(releaseOf(null)).toBe('–')
})

it('Figures are short', () => {
  expect([bytes(12), bytes(2048), bytes(367_001_600), bytes(3 * 1024 ** 3)]).toEqual(['12 B', '2 KB', '350 MB', '3 GB'])
  expect([percent(0), percent(0.25), percent(12.34)]).toEqual(['0 %', '0.3 %', '12 %'])
})
