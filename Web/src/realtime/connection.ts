import { reconnectMs, rejoinMs } from './backoff'
import { disconnected, refusalOf } from './refusal'
import type { Projection } from './projection'
import { Subscription, type Step } from './subscription'
import type { OpenTransport, Transport } from './transport'

/*
 * One connection, many streams. Features project (fold) streams; views watch them. There is one way back after anything
 * went wrong (a lost connection, a gap, an ended subscription): wait a little, join with the last position, take what
 * the answer says. Nothing here knows what a stream is about.
 */
export type ConnectionState = 'idle' | 'connecting' | 'live' | 'reconnecting' | 'offline'

export interface Surroundings {
  open: OpenTransport
  random: () => number
  online: () => boolean
  /** Who left a page often comes back at once: a stream stays joined this long after its last viewer. */
  lingerMs: number
  /** What is known of a stream on this device, by a projection's name: shown until the server has answered. */
  kept?: {
    read: (stream: string, name: string) => Promise<unknown>
    note: (stream: string, projection: Projection<unknown>) => void
  }
}

interface Watched {
  subscription: Subscription
  viewers: number
  failures: number
  /** Counts joins: an answer to an earlier one is stale. */
  joins: number
  timer: ReturnType<typeof setTimeout> | undefined
  leaving: ReturnType<typeof setTimeout> | undefined
}

export class Realtime {
  #around: Surroundings
  #projections: Projection<unknown>[] = []
  #watched = new Map<string, Watched>()
  #transport: Transport | null = null
  #running = false
  #attempt = 0
  #run = 0
  #wake: (() => void) | null = null
  #state: ConnectionState = 'idle'
  #listeners = new Set<() => void>()

  constructor(around: Surroundings) {
    this.#around = around
  }

  get state(): ConnectionState {
    return this.#state
  }

  /** Tells of every change of the connection's state and of the streams' phases. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Registers a feature's reducers. A stream that is live already is joined afresh, for its snapshot. */
  project<S>(projection: Projection<S>): Projection<S> {
    this.#projections.push(projection as Projection<unknown>)
    for (const watched of this.#watched.values()) {
      if (!projection.follows(watched.subscription.stream)) continue
      this.#restore(watched, projection as Projection<unknown>)
      watched.subscription.forget()
      void this.#join(watched)
    }
    return projection
  }

  /** Keeps a stream joined until the returned function is called. */
  watch(stream: string): () => void {
    let watched = this.#watched.get(stream)
    if (!watched) {
      const subscription = new Subscription(stream)
      watched = { subscription, viewers: 0, failures: 0, joins: 0, timer: undefined, leaving: undefined }
      this.#watched.set(stream, watched)
      for (const projection of this.#projections) if (projection.follows(stream)) this.#restore(watched, projection)
      void this.#join(watched)
    }
    const kept = watched
    kept.viewers++
    clearTimeout(kept.leaving)
    // Whoever asks again after a refusal has a reason to: they may have been let in since.
    if (kept.subscription.phase === 'refused') void this.#join(kept)
    let left = false
    return () => {
      if (left) return
      left = true
      if (--kept.viewers === 0) kept.leaving = setTimeout(() => this.#leave(kept), this.#around.lingerMs)
    }
  }

  phaseOf(stream: string): Subscription['phase'] | undefined {
    return this.#watched.get(stream)?.subscription.phase
  }

  /** Asks the server for something, now or not at all: there is no queue here. Throws a Problem. */
  async invoke<T>(method: string, ...args: unknown[]): Promise<T> {
    const transport = this.#transport
    if (!transport) throw disconnected()
    try {
      return (await transport.invoke(method, args)) as T
    } catch (thrown) {
      throw refusalOf(thrown)
    }
  }

  start(): void {
    if (this.#running) return
    this.#running = true
    this.#attempt = 0
    void this.#keepConnected(++this.#run)
  }

  /** Closes the connection and forgets every stream: whoever comes next is another person. */
  async stop(): Promise<void> {
    this.#running = false
    this.#run++
    for (const watched of this.#watched.values()) {
      const { subscription } = watched
      watched.joins++
      clearTimeout(watched.timer)
      clearTimeout(watched.leaving)
      subscription.forget()
      subscription.join()
      for (const projection of this.#projections) projection.drop(subscription.stream)
      if (watched.viewers === 0) this.#watched.delete(subscription.stream)
    }
    const transport = this.#transport
    this.#transport = null
    this.#become('idle')
    this.#wake?.()
    await transport?.stop()
  }

  /** Something hints that the network is back (or gone): try now instead of waiting. */
  nudge(): void {
    // A dead connection is noticed after half a minute of silence; who knows that there is no network need not wait for
    // that.
    if (this.#transport && !this.#around.online()) void this.#transport.stop().catch(() => {})
    if (this.#running && !this.#transport) this.#become(this.#around.online() ? 'reconnecting' : 'offline')
    this.#wake?.()
  }

  async #keepConnected(run: number): Promise<void> {
    this.#become(this.#around.online() ? 'connecting' : 'offline')
    while (this.#run === run) {
      await this.#connectAndStay(run)
      if (this.#run !== run) return
      this.#transport = null
      this.#become(this.#around.online() ? 'reconnecting' : 'offline')
      await this.#pause(reconnectMs(this.#attempt++, this.#around.random))
    }
  }

  /** Ends when the connection does, or when it could not be made. */
  async #connectAndStay(run: number): Promise<void> {
    let close = (): void => {}
    const closed = new Promise<void>((resolve) => (close = resolve))
    try {
      const transport = await this.#around.open({
        event: (event) => {
          const watched = this.#watched.get(event.stream)
          if (watched && this.#run === run) this.#take(watched, watched.subscription.receive(event))
        },
        signal: (signal) => {
          const watched = this.#watched.get(signal.stream)
          if (watched?.subscription.phase !== 'live' || this.#run !== run) return
          for (const projection of this.#projections) if (projection.follows(signal.stream)) projection.signal(signal)
        },
        ended: ({ stream }) => {
          const watched = this.#watched.get(stream)
          if (watched && this.#run === run) this.#joinLater(watched)
        },
        closed: () => close(),
      })
      await transport.start()
      if (this.#run !== run) return await transport.stop()
      this.#transport = transport
      this.#become('live')
      for (const watched of this.#watched.values()) void this.#join(watched)
    } catch {
      return // Unreachable, refused, or the token could not be renewed: the state says so, and the loop tries again.
    }
    await closed
  }

  async #join(watched: Watched): Promise<void> {
    clearTimeout(watched.timer)
    const transport = this.#transport
    const join = ++watched.joins
    const from = watched.subscription.join()
    this.#tell()
    if (!transport) return // Joined when the connection is made.
    try {
      const answer = await transport.subscribe(watched.subscription.stream, from)
      if (watched.joins !== join || this.#transport !== transport) return
      this.#attempt = 0
      const step = watched.subscription.answered(answer)
      if (!step.lost) watched.failures = 0
      this.#take(watched, step)
      this.#tell()
    } catch {
      if (watched.joins === join && this.#transport === transport) this.#joinLater(watched)
    }
  }

  #joinLater(watched: Watched): void {
    clearTimeout(watched.timer)
    watched.joins++
    watched.subscription.join()
    watched.timer = setTimeout(() => void this.#join(watched), rejoinMs(watched.failures++, this.#around.random))
    this.#tell()
  }

  #take(watched: Watched, step: Step): void {
    const { stream } = watched.subscription
    if (step.deliveries.length > 0) {
      for (const projection of this.#projections) {
        if (!projection.follows(stream)) continue
        projection.fold(stream, step.deliveries)
        if (projection.keptAs) this.#around.kept?.note(stream, projection)
      }
    }
    if (!step.lost) return
    if (watched.failures++ === 0) {
      void this.#join(watched)
    } else {
      watched.subscription.forget() // Resuming did not close the gap: a snapshot does.
      this.#joinLater(watched)
    }
  }

  #restore(watched: Watched, projection: Projection<unknown>): void {
    const { stream } = watched.subscription
    if (!this.#around.kept || !projection.keptAs) return
    void this.#around.kept.read(stream, projection.keptAs).then((state) => {
      if (state !== null && this.#watched.get(stream) === watched) projection.restore(stream, state)
    })
  }

  #leave(watched: Watched): void {
    const { stream } = watched.subscription
    if (this.#watched.get(stream) !== watched) return
    clearTimeout(watched.timer)
    watched.joins++
    this.#watched.delete(stream)
    for (const projection of this.#projections) if (projection.follows(stream)) projection.drop(stream)
    // A failure means that the connection is going down, and the subscription with it.
    this.#transport?.unsubscribe(stream).catch(() => {})
  }

  #pause(ms: number): Promise<void> {
    return new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    }).then(() => {
      this.#wake = null
    })
  }

  #become(state: ConnectionState): void {
    if (this.#state === state) return
    this.#state = state
    this.#tell()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}
