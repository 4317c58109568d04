import { describe, expect, it } from 'vitest'
import type { StreamEvent, SubscribeAnswer } from './protocol'
import { Subscription } from './subscription'

const stream = 'user:1'
const event = (seq: number, epoch = 'e1', of = stream): StreamEvent => ({
  stream: of,
  epoch,
  seq,
  type: 'progress.module-completed',
  at: '2026-01-01T00:00:00Z',
  data: { seq },
})
const snapshot = (seq: number, epoch = 'e1', of = stream): SubscribeAnswer => ({
  stream: of,
  epoch,
  seq,
  verdict: 'snapshot',
  snapshot: { upTo: seq },
})
const resumed = (seq: number, events: StreamEvent[]): SubscribeAnswer => ({
  stream,
  epoch: 'e1',
  seq,
  verdict: 'resumed',
  events,
})
const seqs = (step: { deliveries: { kind: string; event?: StreamEvent }[] }) =>
  step.deliveries.map((delivery) => (delivery.kind === 'event' ? delivery.event!.seq : 'snapshot'))

function joined(at: number, of = stream): Subscription {
  const subscription = new Subscription(of)
  subscription.join()
  subscription.answered(snapshot(at, 'e1', of))
  return subscription
}

describe('A subscription', () => {
  it('joins without a position first and delivers the snapshot', () => {
    const subscription = new Subscription(stream)
    expect(subscription.join()).toBeNull()
    expect(seqs(subscription.answered(snapshot(7)))).toEqual(['snapshot'])
    expect(subscription.position).toEqual({ epoch: 'e1', seq: 7 })
    expect(subscription.phase).toBe('live')
  })

  it('delivers events in order and moves its position', () => {
    const subscription = joined(7)
    expect(seqs(subscription.receive(event(8)))).toEqual([8])
    expect(seqs(subscription.receive(event(9)))).toEqual([9])
    expect(subscription.position?.seq).toBe(9)
  })

  it('drops what it delivered before', () => {
    const subscription = joined(7)
    expect(subscription.receive(event(7))).toEqual({ deliveries: [], lost: false })
    subscription.receive(event(8))
    expect(subscription.receive(event(8))).toEqual({ deliveries: [], lost: false })
  })

  it('holds events back until the answer and drops those that the answer covers', () => {
    const subscription = new Subscription(stream)
    subscription.join()
    for (const seq of [6, 7, 8, 9]) expect(subscription.receive(event(seq)).deliveries).toEqual([])
    expect(seqs(subscription.answered(snapshot(7)))).toEqual(['snapshot', 8, 9])
    expect(subscription.position?.seq).toBe(9)
  })

  it('notices a gap, delivers nothing beyond it and resumes from the last position', () => {
    const subscription = joined(7)
    expect(subscription.receive(event(9))).toEqual({ deliveries: [], lost: true })
    expect(subscription.join()).toEqual({ epoch: 'e1', seq: 7 })
    subscription.receive(event(10))
    expect(seqs(subscription.answered(resumed(9, [event(8), event(9)])))).toEqual([8, 9, 10])
  })

  it('notices a gap between the answer and what waited', () => {
    const subscription = new Subscription(stream)
    subscription.join()
    subscription.receive(event(9))
    const step = subscription.answered(snapshot(7))
    expect(step.lost).toBe(true)
    expect(seqs(step)).toEqual(['snapshot'])
  })

  it('does not believe a resume that ends before its own number', () => {
    const subscription = joined(7)
    subscription.join()
    const step = subscription.answered(resumed(10, [event(8)]))
    expect(seqs(step)).toEqual([8])
    expect(step.lost).toBe(true)
    expect(subscription.position?.seq).toBe(8)
  })

  it('treats an event of another epoch as a loss', () => {
    expect(joined(7).receive(event(8, 'e2')).lost).toBe(true)
  })

  it('starts over from a snapshot of another epoch, even one with a lower number', () => {
    const subscription = joined(700)
    subscription.join()
    expect(seqs(subscription.answered(snapshot(3, 'e2')))).toEqual(['snapshot'])
    expect(seqs(subscription.receive(event(4, 'e2')))).toEqual([4])
  })

  it('delivers nothing after a refusal and joins afresh after it', () => {
    const subscription = joined(7)
    subscription.join()
    subscription.answered({ stream, epoch: '', seq: 0, verdict: 'refused', reason: 'catalog.not-instructor' })
    expect(subscription.phase).toBe('refused')
    expect(subscription.reason).toBe('catalog.not-instructor')
    expect(subscription.receive(event(8))).toEqual({ deliveries: [], lost: false })
    expect(subscription.join()).toBeNull()
  })

  it('lets the version of a view jump, but not fall', () => {
    const subscription = joined(7, 'leaderboard:all')
    expect(seqs(subscription.receive(event(12, 'e1', 'leaderboard:all')))).toEqual([12])
    expect(seqs(subscription.receive(event(11, 'e1', 'leaderboard:all')))).toEqual([])
  })
})
