import { isVersionedView, type Position, type StreamEvent, type SubscribeAnswer } from './protocol'

export type Phase = 'joining' | 'live' | 'refused'

export type Delivery = { kind: 'snapshot'; data: unknown } | { kind: 'event'; event: StreamEvent }

export interface Step {
  deliveries: Delivery[]
  /** Something between the position and what arrived is missing: join again from the position. */
  lost: boolean
}

// While a join is under way the server sends at most a burst; more than this means that the answer is not coming.
const waitingMax = 5_000

/**
 * The place on one stream: which event was delivered last, and what waits for the answer of a join. Pure: it says what
 * to deliver and whether to join again, and never talks to the server itself.
 */
export class Subscription {
  readonly stream: string
  phase: Phase = 'joining'
  reason: string | null = null
  position: Position | null = null
  #waiting: StreamEvent[] = []

  constructor(stream: string) {
    this.stream = stream
  }

  /** A `Subscribe` is about to be sent, from this position. */
  join(): Position | null {
    this.phase = 'joining'
    this.reason = null
    this.#waiting = []
    return this.position
  }

  answered(answer: SubscribeAnswer): Step {
    if (answer.verdict === 'refused') {
      this.phase = 'refused'
      this.reason = answer.reason ?? null
      this.position = null
      this.#waiting = []
      return { deliveries: [], lost: false }
    }
    this.phase = 'live'
    const waiting = this.#waiting
    this.#waiting = []
    const deliveries: Delivery[] = []
    if (answer.verdict === 'snapshot') {
      this.position = { epoch: answer.epoch, seq: answer.seq }
      deliveries.push({ kind: 'snapshot', data: answer.snapshot })
    } else {
      for (const event of answer.events ?? []) {
        const step = this.receive(event)
        deliveries.push(...step.deliveries)
        if (step.lost) return { deliveries, lost: true }
      }
      if (this.position?.epoch !== answer.epoch || this.position.seq !== answer.seq) return { deliveries, lost: true }
    }
    for (const event of waiting) {
      const step = this.receive(event)
      deliveries.push(...step.deliveries)
      if (step.lost) return { deliveries, lost: true }
    }
    return { deliveries, lost: false }
  }

  receive(event: StreamEvent): Step {
    if (this.phase === 'refused') return { deliveries: [], lost: false }
    if (this.phase === 'joining' || !this.position) {
      this.#waiting.push(event)
      return { deliveries: [], lost: this.#waiting.length > waitingMax }
    }
    if (event.epoch !== this.position.epoch) return { deliveries: [], lost: true }
    if (event.seq <= this.position.seq) return { deliveries: [], lost: false }
    if (event.seq > this.position.seq + 1 && !isVersionedView(this.stream)) return { deliveries: [], lost: true }
    this.position = { epoch: event.epoch, seq: event.seq }
    return { deliveries: [{ kind: 'event', event }], lost: false }
  }

  /** Join without a position next time: the snapshot is wanted. */
  forget(): void {
    this.position = null
  }
}
