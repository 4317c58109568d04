import { expect, it } from 'vitest'
import { change, empty, expired, find, liveStretch, loaded, posted, stretchAt, type Timeline } from './timeline'
import type { Message } from '../wire'

const message = (seq: number, body = `#${seq}`): Message => ({
  seq,
  id: `m${seq}`,
  senderId: 'u',
  senderName: 'U',
  body,
  at: '2026-11-20T10:00:00Z',
})
const of = (...seqs: number[]): Timeline => [{ messages: seqs.map((seq) => message(seq)), isFirst: false }]
const seqs = (timeline: Timeline) => timeline.map(({ messages }) => messages.map(({ seq }) => seq))
const page = (numbers: number[], rest: object = {}) => ({
  messages: numbers.map((seq) => message(seq)),
  isFirst: false,
  isLast: false,
  ...rest,
})

it('A message that is posted is at the end, once', () => {
  const timeline = posted(posted(of(3), message(5)), message(5))
  expect(seqs(timeline)).toEqual([[3, 5]])
})

it('An older page goes before what it was asked for', () => {
  const timeline = loaded(of(10, 12), page([4, 7], { before: 10 }))
  expect(seqs(timeline)).toEqual([[4, 7, 10, 12]])
  expect(liveStretch(timeline).isFirst).toBe(false)
  const first = loaded(timeline, page([1, 2], { before: 4, isFirst: true }))
  expect(seqs(first)).toEqual([[1, 2, 4, 7, 10, 12]])
  expect(liveStretch(first).isFirst).toBe(true)
})

it('An older page without messages says that the beginning is reached', () => {
  expect(loaded(of(10), page([], { before: 10, isFirst: true }))).toEqual([{ messages: [message(10)], isFirst: true }])
  expect(loaded(empty, page([], { isFirst: true, isLast: true }))[0]!.isFirst).toBe(true)
})

it('A page from elsewhere stands alone until the gap is closed', () => {
  let timeline = loaded(of(50, 52), page([20, 22]))
  expect(seqs(timeline)).toEqual([
    [20, 22],
    [50, 52],
  ])
  timeline = loaded(timeline, page([30, 40], { after: 22 }))
  expect(seqs(timeline)).toEqual([
    [20, 22, 30, 40],
    [50, 52],
  ])
  expect(seqs(posted(timeline, message(60)))).toEqual([
    [20, 22, 30, 40],
    [50, 52, 60],
  ])
  timeline = loaded(timeline, page([45, 50], { after: 40 }))
  expect(seqs(timeline)).toEqual([[20, 22, 30, 40, 45, 50, 52]])
})

it('Pages that touch two stretches make them one, in any order', () => {
  const apart = loaded(loaded(of(50), page([20])), page([30]))
  expect(seqs(apart)).toEqual([[20], [30], [50]])
  expect(seqs(loaded(apart, page([20, 25, 30])))).toEqual([[20, 25, 30], [50]])
})

it('What is known already stays as it is: a page can be older than an event', () => {
  const timeline = change(of(10, 12), 12, (each) => ({ ...each, body: 'edited' }))
  expect(find(loaded(timeline, page([8, 10, 12])), 12)!.body).toBe('edited')
})

it('A page that reaches past the live end is joined to it, and what arrives after is not there twice', () => {
  const timeline = posted(loaded(of(10), page([8, 10, 14], { isLast: true })), message(14))
  expect(seqs(timeline)).toEqual([[8, 10, 14]])
})

it('What has expired is gone, and nothing is before the rest', () => {
  expect(expired(loaded(of(50, 52), page([20, 22])), 50)).toEqual([{ messages: [message(52)], isFirst: true }])
  expect(expired(of(10), 10)).toEqual([{ messages: [], isFirst: true }])
})

it('A number between two stretches is in none', () => {
  const timeline = loaded(of(50, 52), page([20, 22]))
  expect(stretchAt(timeline, 21)).toBe(timeline[0])
  expect(stretchAt(timeline, 30)).toBeUndefined()
  expect(change(timeline, 30, (each) => ({ ...each, body: '' }))).toBe(timeline)
})
