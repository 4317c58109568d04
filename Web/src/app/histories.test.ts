import Ajv from 'ajv/dist/2020'
import addFormats from 'ajv-formats'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { EventFrame } from '../api/generated/streams'

/*
 * What the server's own test recorded of each kind of stream (tests/Grains.Tests/Streams/Histories): a fresh snapshot
 * after each step and the events between them. An old snapshot with the events since must show what a fresh snapshot
 * shows, whichever of them is the old one.
 */
vi.mock('../realtime', () => ({ project: () => null, useLive: () => null }))
const { learningReducers } = await import('../features/learning/events')
const { boardReducers, gameReducers } = await import('../features/gamification/events')
const { activityReducers } = await import('../features/instructor/events')
const { personalReducers } = await import('../features/chat/personal/personal')
const { roomReducers } = await import('../features/chat/rooms/room')
const { liveStretch } = await import('../features/chat/messages/timeline')

type Event = Pick<EventFrame, 'seq' | 'type' | 'at' | 'data'>
interface History {
  stream: string
  steps: { seq: number; snapshot: unknown }[]
  /** As they came. */
  live: Event[]
  /** As whoever resumes in the end gets them: with the words as they are then, and without those that are gone. */
  resumed: Event[]
}

const root = join(import.meta.dirname, '../../..')
const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'))
const historyOf = (kind: string): History => read(`tests/Grains.Tests/Streams/Histories/${kind}.json`) as History

interface Fold<S> {
  kind: string
  snapshot: (data: never) => S
  events: Record<string, (state: S, data: never, event: Event) => S>
}

/** A feature's reducers, and what its pages show of the state: more may be kept, of what has come while one looked. */
function feature<S>(reducers: Fold<S>, shown: (state: S) => unknown) {
  return {
    fresh: (snapshot: unknown): S => reducers.snapshot(snapshot as never),
    fold: (state: S, events: Event[]): S =>
      events.reduce((state, event) => reducers.events[event.type]?.(state, event.data as never, event) ?? state, state),
    shown,
  }
}

const by = <T>(key: (each: T) => string, all: Iterable<T>): T[] => [...all].sort((a, b) => key(a).localeCompare(key(b)))

const features: [string, string, ReturnType<typeof feature<never>>][] = [
  ['learning', 'user', feature(learningReducers, ({ enrollments }) => by((each) => each.enrollmentId, enrollments))],
  ['game', 'user', feature(gameReducers, ({ gains: _, ...game }) => game)],
  ['personal chat', 'user', feature(personalReducers, ({ reads, drafts, mentions }) => ({ reads, drafts, mentions }))],
  // A snapshot has the latest fifty.
  [
    'activity',
    'course',
    feature(activityReducers, ({ items }) => items.slice(0, 50).map(({ number: _, live: __, ...item }) => item)),
  ],
  ['board', 'leaderboard', feature(boardReducers, ({ entries }) => entries)],
  [
    'room',
    'room',
    feature(roomReducers, ({ facts, members, timeline }) => ({
      facts,
      members: members && by((each) => each.userId, members.values()),
      messages: liveStretch(timeline).messages.map(({ reactions, ...message }) => ({
        ...message,
        ...(reactions &&
          reactions.length > 0 && {
            reactions: reactions.map((each) => ({ ...each, userIds: by(String, each.userIds) })),
          }),
      })),
    })),
  ],
] as never

describe.each(features)('%s', (_, kind, { fresh, fold, shown }) => {
  const { steps, live, resumed } = historyOf(kind)
  const since = (events: Event[], from: number, to = Infinity): Event[] =>
    events.filter(({ seq }) => seq > from && seq <= to)

  it('An old snapshot and the events since show what a fresh snapshot shows', () => {
    expect(steps.length).toBeGreaterThan(3)
    for (const old of steps) {
      for (const now of steps.filter(({ seq }) => seq >= old.seq)) {
        const caughtUp = fold(fresh(old.snapshot), since(live, old.seq, now.seq))
        expect(shown(caughtUp), `from ${old.seq} to ${now.seq}`).toEqual(shown(fresh(now.snapshot)))
      }
    }
  })

  it('Who was away and resumes sees what a fresh snapshot shows, but for what was deleted meanwhile', () => {
    const now = steps.at(-1)!
    const lasting = (state: never): unknown => {
      const all = shown(state) as { messages?: { deletedAt?: string }[] }
      return all.messages ? { ...all, messages: all.messages.filter(({ deletedAt }) => !deletedAt) } : all
    }
    const latest = kind === 'leaderboard' ? live.slice(-1) : resumed // Of a view, the latest version is all there is.
    for (const old of steps) {
      expect(lasting(fold(fresh(old.snapshot), since(latest, old.seq))), `from ${old.seq}`).toEqual(
        lasting(fresh(now.snapshot)),
      )
    }
  })
})

const schema = read('docs/events.schema.json') as {
  $defs: object
  properties: { streams: { properties: Record<string, StreamSchema> } }
}
interface StreamSchema {
  properties: { snapshot: object; events: { properties: Record<string, object> } }
}

/** As the schema is, but nothing may be there that it does not name. */
function strict<T>(node: T): T {
  if (Array.isArray(node)) return node.map(strict) as T
  if (typeof node !== 'object' || node === null) return node
  const all = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, strict(value)]))
  return ('properties' in all && all.type === 'object' ? { additionalProperties: false, ...all } : all) as T
}

describe.each(Object.keys(schema.properties.streams.properties))('What is sent of a %s', (kind) => {
  const ajv = addFormats(new Ajv({ allErrors: true, strict: false }))
  const { snapshot, events } = strict(schema.properties.streams.properties[kind]!).properties
  const forms = new Map<object, ReturnType<typeof ajv.compile>>()
  const check = (form: object, data: unknown): string => {
    const valid = forms.get(form) ?? ajv.compile({ ...form, $defs: strict(schema.$defs) })
    forms.set(form, valid)
    return valid(data) ? '' : ajv.errorsText(valid.errors)
  }
  const { steps, live, resumed } = historyOf(kind)

  it('is as the schema says', () => {
    for (const step of steps) expect(check(snapshot, step.snapshot), `snapshot at ${step.seq}`).toBe('')
    for (const { seq, type, data } of [...live, ...resumed]) {
      if (type === 'none') expect(data).toBeNull()
      else expect(check(events.properties[type]!, data), `${type} at ${seq}`).toBe('')
    }
  })

  it('is recorded of every type', () => {
    const recorded = new Set(live.map(({ type }) => type))
    // Nobody may watch a room before it is made.
    expect(Object.keys(events.properties).filter((type) => !recorded.has(type))).toEqual(
      kind === 'room' ? ['chat.room-created'] : [],
    )
  })
})
