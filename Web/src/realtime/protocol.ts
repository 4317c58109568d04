import type { StreamContract } from '../api/generated/streams'

/** The hub's words, as the wire contract has them. */
type Hub = StreamContract['hub']

/** Of type `none` is an event that the viewer may not see: it keeps its number and says nothing. */
export type StreamEvent = Hub['Event']

/** Says how things are, not what happened: it may be dropped, and a later one stands for it. */
export type Signal = Hub['Signal']

export type SubscribeAnswer = Hub['Subscribe']

export type Ended = Hub['Ended']

export interface Position {
  epoch: string
  seq: number
}

/** What streams send, by kind. */
export type Streams = StreamContract['streams']

/** What is known of an event besides its data. */
export type Happened = Pick<StreamEvent, 'seq' | 'at'>

export function kindOf(stream: string): string {
  return stream.split(':', 1)[0]!
}

/** Every event of a versioned view carries the whole view, so a jump of its number is no loss. */
export function isVersionedView(stream: string): boolean {
  return kindOf(stream) === 'leaderboard'
}
