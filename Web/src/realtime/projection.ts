import { kindOf, type Happened, type Signal, type Streams } from './protocol'
import type { Delivery } from './subscription'

/** What a projection needs to know of a feature's reducers; a feature writes `StreamReducers`. */
export interface Reducers<S> {
  /** The kind of stream it follows: the part before the colon. */
  kind: string
  snapshot: (data: never) => S
  /** By event type. What a feature does not know, and what is withheld from the viewer (`none`), it skips. */
  events: Record<string, (state: S, data: never, event: Happened) => S>
  signals?: Record<string, (state: S, data: never, signal: Signal) => S>
  /**
   * Where it is wanted without a connection, too: under which name it is kept on this device, and without what was news
   * once.
   */
  kept?: { as: string; what: (state: S) => S }
}

/** Reducers of the streams of one kind, by what the contract says of them. */
export interface StreamReducers<S, Kind extends keyof Streams> {
  kind: Kind
  snapshot: (data: Streams[Kind]['snapshot']) => S
  events: {
    [Type in keyof Streams[Kind]['events']]?: (state: S, data: Streams[Kind]['events'][Type], event: Happened) => S
  }
  signals?: {
    [Type in keyof Streams[Kind]['signals']]?: (state: S, data: Streams[Kind]['signals'][Type], signal: Signal) => S
  }
  kept?: { as: string; what: (state: S) => S }
}

/** What one feature makes of the streams of one kind: a fold of snapshot and events, by stream. */
export class Projection<S> {
  readonly kind: string
  /** Grows with every change, of whichever stream. */
  version = 0
  #reducers: Reducers<S>
  #states = new Map<string, S>()
  #listeners = new Set<() => void>()

  constructor(reducers: Reducers<S>) {
    this.kind = reducers.kind
    this.#reducers = reducers
  }

  follows(stream: string): boolean {
    return kindOf(stream) === this.kind
  }

  read(stream: string): S | undefined {
    return this.#states.get(stream)
  }

  /** The name under which it is kept; null: it is not. */
  get keptAs(): string | null {
    return this.#reducers.kept?.as ?? null
  }

  /** What is kept of a state. */
  toKeep(stream: string): S | undefined {
    const state = this.#states.get(stream)
    return state === undefined ? undefined : this.#reducers.kept?.what(state)
  }

  /** As it was the last time on this device. What the server has said since counts more. */
  restore(stream: string, state: S): void {
    if (this.#states.has(stream)) return
    this.#states.set(stream, state)
    this.#tell()
  }

  fold(stream: string, deliveries: Delivery[]): void {
    const before = this.#states.get(stream)
    const after = deliveries.reduce<S | undefined>((state, delivery) => this.#step(state, delivery), before)
    if (after === undefined || after === before) return
    this.#states.set(stream, after)
    this.#tell()
  }

  signal(signal: Signal): void {
    const reduce = this.#reducers.signals?.[signal.type]
    if (reduce) this.update(signal.stream, (state) => reduce(state, signal.data as never, signal))
  }

  /**
   * What the client itself adds to a state: a page of history, the answer to a question. A stream that is gone stays
   * gone.
   */
  update(stream: string, change: (state: S) => S): void {
    const before = this.#states.get(stream)
    if (before === undefined) return
    const after = change(before)
    if (after === before) return
    this.#states.set(stream, after)
    this.#tell()
  }

  drop(stream: string): void {
    if (this.#states.delete(stream)) this.#tell()
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #step(state: S | undefined, delivery: Delivery): S | undefined {
    if (delivery.kind === 'snapshot') return this.#reducers.snapshot(delivery.data as never)
    const { event } = delivery
    const reduce = this.#reducers.events[event.type]
    return reduce && state !== undefined ? reduce(state, event.data as never, event) : state
  }

  #tell(): void {
    this.version++
    for (const listener of this.#listeners) listener()
  }
}
