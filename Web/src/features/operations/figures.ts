import type { Member } from './queries'

export interface Sums {
  silos: number
  clients: number
  activations: number
  sockets: number
}

export function sumsOf(members: Member[]): Sums {
  const sum = (of: (member: Member) => number | null): number =>
    members.reduce((total, member) => total + (of(member) ?? 0), 0)
  return {
    silos: members.filter((member) => member.role === 'silo' && member.status !== 'dead').length,
    clients: members.filter((member) => member.role === 'client').length,
    activations: sum((member) => member.activations),
    sockets: sum((member) => member.sockets),
  }
}

/** The version before the commit, and enough of the commit to tell two apart. */
export function releaseOf(informational: string | null): string {
  if (!informational) return '–'
  const [version, commit] = informational.split('+')
  return commit ? `${version} (${commit.slice(0, 7)})` : version!
}
