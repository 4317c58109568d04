import type { Member } from './queries'

export interface Sums {
  silos: number
  clients: number
  activations: number
  sockets: number
}

export function sumsOf(members: Member[]): Sums {
  const sum = (of: (member: Member) => number | null): number => members.reduce((total, member) => total + (of(member) ?? 0), 0)
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

export function bytes(size: number): string {
  if (size < 1024) return `${size} B`
  const [amount, unit] = size < 1024 ** 2 ? [size / 1024, 'KB'] : size < 1024 ** 3 ? [size / 1024 ** 2, 'MB'] : [size / 1024 ** 3, 'GB']
  return `${amount.toLocaleString('en', { maximumSignificantDigits: 3 })} ${unit}`
}

/** A share of all processors, without a decimal where it says nothing. */
export function percent(of: number): string {
  return `${of.toLocaleString('en', { maximumFractionDigits: of < 10 ? 1 : 0 })} %`
}
