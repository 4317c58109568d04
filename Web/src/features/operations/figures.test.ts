import { expect, it } from 'vitest'
import { releaseOf, sumsOf } from './figures'
import type { Member } from './queries'

const member = (of: Partial<Member>): Member => ({
  name: 'one',
  address: '10.0.0.1:11111@1',
  role: 'silo',
  status: 'active',
  release: null,
  startedAt: null,
  leaseSeconds: null,
  activations: null,
  cpuPercent: null,
  sockets: null,
  memoryBytes: null,
  reportedAgo: null,
  ...of,
})

it('Sums leave out what a silent process did not tell, and who is dead', () => {
  const members = [
    member({ activations: 3, sockets: 0 }),
    member({}),
    member({ status: 'dead' }),
    member({ role: 'client', sockets: 12 }),
  ]
  expect(sumsOf(members)).toEqual({ silos: 2, clients: 1, activations: 3, sockets: 12 })
})

it('A release is its version and the beginning of its commit', () => {
  expect(releaseOf('1.2.0+0123456789abcdef')).toBe('1.2.0 (0123456)')
  expect(releaseOf('1.2.0')).toBe('1.2.0')
  expect(releaseOf(null)).toBe('–')
})
