/** The hub's words, as the wire contract has them. */
export interface Position {
  epoch: string
  seq: number
}

export interface StreamEvent extends Position {
  stream: string
  /** `none` for an event that the viewer may not see: it keeps its number and says nothing. */
  type: string
  at: string
  data: unknown
}

/** Says how things are, not what happened: it may be dropped, and a later one stands for it. */
export interface Signal {
  stream: string
  type: string
  at: string
  data: unknown
}

export interface SubscribeAnswer extends Position {
  stream: string
  verdict: 'resumed' | 'snapshot' | 'refused'
  snapshot?: unknown
  events?: StreamEvent[]
  reason?: string
}

export interface Ended {
  stream: string
  reason: string
}

export function kindOf(stream: string): string {
  return stream.split(':', 1)[0]!
}

/** Every event of a versioned view carries the whole view, so a jump of its number is no loss. */
export function isVersionedView(stream: string): boolean {
  return kindOf(stream) === 'leaderboard'
}
