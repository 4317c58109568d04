import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Realtime } from './connection'
import { Projection } from './projection'
import type { Position, StreamEvent, SubscribeAnswer } from './protocol'
import type { Transport, TransportEvents } from './transport'

/** A server with one journal, which can be cut, silenced and made to lose a message. */
class FakeServer {
  journal = new Map<string, StreamEvent[]>()
  epoch = 'e1'
  up = true
  opened = 0
  connections = new Set<TransportEvents>()
  watching = new Map<TransportEvents, Set<string>>()
  calls: { stream: string; from: Position | null }[] = []
  refuse = new Set<string>()
  invoke: (method: string, args: unknown[]) => Promise<unknown> = async (method, args) => [method, ...args]
  /** Answers wait here when set. */
  gate: Promise<void> | null = null

  open = async (events: TransportEvents): Promise<Transport> => {
    this.opened++
    return {
      start: async () => {
        if (!this.up) throw new Error('connection refused')
        this.connections.add(events)
        this.watching.set(events, new Set())
      },
      stop: async () => this.#close(events),
      subscribe: async (stream, from) => {
        this.calls.push({ stream, from })
        this.watching.get(events)?.add(stream)
        const answer = this.#answer(stream, from)
        await this.gate
        if (!this.connections.has(events)) throw new Error('connection lost')
        return answer
      },
      unsubscribe: async (stream) => void this.watching.get(events)?.delete(stream),
      invoke: async (method, args) => this.invoke(method, args),
    }
  }

  append(stream: string, by: number, options: { lose?: boolean; type?: string } = {}): void {
    const events = this.journal.get(stream) ?? []
    this.journal.set(stream, events)
    const type = options.type ?? 'counter.increased'
    const event = { stream, epoch: this.epoch, seq: events.length + 1, type, at: '', data: { by } }
    events.push(event)
    if (options.lose) return
    for (const [connection, streams] of this.watching) if (streams.has(stream)) connection.event(event)
  }

  crash(): void {
    this.up = false
    for (const connection of [...this.connections]) this.#close(connection)
  }

  signal(stream: string, data: unknown): void {
    for (const connection of this.connections) connection.signal({ stream, type: 'counter.guessed', at: '', data })
  }

  end(stream: string): void {
    for (const [connection, streams] of this.watching)
      if (streams.delete(stream)) connection.ended({ stream, reason: 'moved' })
  }

  #answer(stream: string, from: Position | null): SubscribeAnswer {
    if (this.refuse.has(stream)) return { stream, epoch: '', seq: 0, verdict: 'refused', reason: 'not-yours' }
    const events = this.journal.get(stream) ?? []
    const base = { stream, epoch: this.epoch, seq: events.length }
    if (from?.epoch === this.epoch && from.seq <= events.length) {
      return { ...base, verdict: 'resumed', events: events.slice(from.seq) }
    }
    return {
      ...base,
      verdict: 'snapshot',
      snapshot: { count: events.reduce((sum, e) => sum + (e.data as { by: number }).by, 0) },
    }
  }

  #close(connection: TransportEvents): void {
    if (!this.connections.delete(connection)) return
    this.watching.delete(connection)
    connection.closed()
  }
}

let server: FakeServer
let realtime: Realtime
let counts: Projection<number>
let applied: string[]
let online: boolean
const settle = () => vi.advanceTimersByTimeAsync(0)

beforeEach(() => {
  vi.useFakeTimers()
  server = new FakeServer()
  online = true
  applied = []
  realtime = new Realtime({ open: server.open, random: () => 1, online: () => online, lingerMs: 10_000 })
  counts = realtime.project(
    new Projection<number>({
      kind: 'user',
      snapshot: (data: { count: number }) => (applied.push('snapshot'), data.count),
      events: {
        'counter.increased': (state, data: { by: number }, event) => (applied.push(`#${event.seq}`), state + data.by),
      },
    }),
  )
})
afterEach(async () => {
  await realtime.stop()
  vi.useRealTimers()
})

it('A watched stream is joined, followed, and left a while after its last viewer', async () => {
  server.append('user:1', 5)
  realtime.start()
  expect(realtime.state).toBe('connecting')
  const leave = realtime.watch('user:1')
  const leaveToo = realtime.watch('user:1')
  await settle()
  expect(realtime.state).toBe('live')
  server.append('user:1', 2)
  expect(counts.read('user:1')).toBe(7)
  expect(server.calls).toEqual([{ stream: 'user:1', from: null }])
  leave()
  leaveToo()
  await vi.advanceTimersByTimeAsync(9_000)
  expect(counts.read('user:1')).toBe(7)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(counts.read('user:1')).toBeUndefined()
})

it('After the server was gone every stream is resumed from its own position and nothing is applied twice', async () => {
  realtime.start()
  realtime.watch('user:1')
  realtime.watch('user:2')
  await settle()
  server.append('user:1', 1)
  server.append('user:2', 10)
  server.append('user:2', 10)
  server.crash()
  await settle()
  expect(realtime.state).toBe('reconnecting')
  server.append('user:1', 1)
  server.append('user:2', 10)
  await vi.advanceTimersByTimeAsync(120_000)
  expect(realtime.state).toBe('reconnecting')
  server.up = true
  await vi.advanceTimersByTimeAsync(30_000)
  expect(realtime.state).toBe('live')
  expect(server.calls.slice(-2)).toEqual([
    { stream: 'user:1', from: { epoch: 'e1', seq: 1 } },
    { stream: 'user:2', from: { epoch: 'e1', seq: 2 } },
  ])
  expect([counts.read('user:1'), counts.read('user:2')]).toEqual([2, 30])
  expect(applied).toEqual(['snapshot', 'snapshot', '#1', '#1', '#2', '#2', '#3'])
})

it('Reconnecting never gives up and never waits more than thirty seconds', async () => {
  realtime.start()
  await settle()
  server.crash()
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(server.opened).toBeGreaterThan(3600 / 30)
  const before = server.opened
  await vi.advanceTimersByTimeAsync(30_000)
  expect(server.opened).toBe(before + 1)
})

it('A nudge ends the wait', async () => {
  server.up = false
  realtime.start()
  await vi.advanceTimersByTimeAsync(60_000)
  server.up = true
  realtime.nudge()
  await settle()
  expect(realtime.state).toBe('live')
})

it('Without a network the state says offline', async () => {
  realtime.start()
  await settle()
  online = false
  server.crash()
  await settle()
  expect(realtime.state).toBe('offline')
  online = true
  server.up = true
  realtime.nudge()
  expect(realtime.state).toBe('reconnecting')
  await settle()
  expect(realtime.state).toBe('live')
})

it('A lost message is noticed by the next one and fetched', async () => {
  realtime.start()
  realtime.watch('user:1')
  await settle()
  server.append('user:1', 1)
  server.append('user:1', 1, { lose: true })
  server.append('user:1', 1)
  await settle()
  expect(counts.read('user:1')).toBe(3)
  expect(server.calls.at(-1)).toEqual({ stream: 'user:1', from: { epoch: 'e1', seq: 1 } })
  expect(applied).toEqual(['snapshot', '#1', '#2', '#3'])
})

it('Events that overtake the answer are kept for after it', async () => {
  let open = () => {}
  server.gate = new Promise((resolve) => (open = resolve))
  realtime.start()
  realtime.watch('user:1')
  await settle()
  server.append('user:1', 4)
  expect(counts.read('user:1')).toBeUndefined()
  expect(realtime.phaseOf('user:1')).toBe('joining')
  open()
  await settle()
  expect(counts.read('user:1')).toBe(4)
  expect(realtime.phaseOf('user:1')).toBe('live')
})

it('An answer to an earlier join, come late, does not take the page back', async () => {
  let open = () => {}
  server.gate = new Promise((resolve) => (open = resolve))
  realtime.start()
  realtime.watch('user:1')
  await settle()
  server.gate = null
  server.append('user:1', 4)
  server.end('user:1')
  await vi.advanceTimersByTimeAsync(500)
  server.append('user:1', 3)
  expect(counts.read('user:1')).toBe(7)
  open()
  await settle()
  expect(counts.read('user:1')).toBe(7)
  expect(applied).toEqual(['snapshot', '#2'])
})

it('Withheld events keep the numbers contiguous', async () => {
  realtime.start()
  realtime.watch('user:1')
  await settle()
  server.append('user:1', 1)
  server.append('user:1', 0, { type: 'none' })
  server.append('user:1', 1)
  await settle()
  expect(counts.read('user:1')).toBe(2)
  expect(server.calls).toHaveLength(1)
})

it('A restored database (another epoch) brings a snapshot', async () => {
  server.append('user:1', 50)
  realtime.start()
  realtime.watch('user:1')
  await settle()
  server.crash()
  server.epoch = 'e2'
  server.journal.clear()
  server.append('user:1', 3)
  server.up = true
  await vi.advanceTimersByTimeAsync(2_000)
  expect(counts.read('user:1')).toBe(3)
})

it('A refused stream says so and does not ask again', async () => {
  server.refuse.add('user:2')
  realtime.start()
  realtime.watch('user:2')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(realtime.phaseOf('user:2')).toBe('refused')
  expect(server.calls).toHaveLength(1)
})

it('A subscription that the server ended is joined again from its position', async () => {
  realtime.start()
  realtime.watch('user:1')
  await settle()
  server.append('user:1', 1)
  server.end('user:1')
  server.append('user:1', 1)
  expect(counts.read('user:1')).toBe(1)
  await vi.advanceTimersByTimeAsync(500)
  expect(counts.read('user:1')).toBe(2)
  expect(applied).toEqual(['snapshot', '#1', '#2'])
})

it('Reducers registered late get a snapshot of their own', async () => {
  server.append('user:1', 5)
  realtime.start()
  realtime.watch('user:1')
  await settle()
  const late = realtime.project(
    new Projection<number>({ kind: 'user', snapshot: (data: { count: number }) => data.count, events: {} }),
  )
  await settle()
  expect(late.read('user:1')).toBe(5)
})

it('Who asks again after a refusal is let in when that has changed', async () => {
  realtime.start()
  server.refuse.add('user:1')
  realtime.watch('user:1')
  await settle()
  expect(realtime.phaseOf('user:1')).toBe('refused')
  server.refuse.clear()
  realtime.watch('user:1')
  await settle()
  expect(realtime.phaseOf('user:1')).toBe('live')
  expect(counts.read('user:1')).toBe(0)
})

it('When the network is gone the connection is given up at once, and made again when it is back', async () => {
  realtime.start()
  realtime.watch('user:1')
  await settle()
  online = false
  realtime.nudge()
  await settle()
  expect(realtime.state).toBe('offline')
  server.append('user:1', 2)
  online = true
  realtime.nudge()
  await settle()
  expect(realtime.state).toBe('live')
  expect(counts.read('user:1')).toBe(2)
  expect(applied).toEqual(['snapshot', '#1'])
})

it('A signal reaches the projection of a live stream, and nobody else', async () => {
  const guesses = realtime.project(
    new Projection<number>({
      kind: 'user',
      snapshot: (data: { count: number }) => data.count,
      events: {},
      signals: { 'counter.guessed': (_, data: { at: number }) => data.at },
    }),
  )
  realtime.start()
  realtime.watch('user:1')
  server.signal('user:1', { at: 7 })
  await settle()
  server.signal('user:2', { at: 8 })
  expect(guesses.read('user:1')).toBe(0)
  expect(guesses.read('user:2')).toBeUndefined()
  server.signal('user:1', { at: 9 })
  expect(guesses.read('user:1')).toBe(9)
  expect(counts.read('user:1')).toBe(0)
})

it('A call is answered, refused with its code, or not made at all while there is no connection', async () => {
  await expect(realtime.invoke('Add', 1)).rejects.toMatchObject({ code: 'client.unreachable', transient: true })
  realtime.start()
  await settle()
  expect(await realtime.invoke('Add', 1, 2)).toEqual(['Add', 1, 2])
  server.invoke = async () => {
    throw new Error('An unexpected error occurred invoking. HubException: chat.muted')
  }
  await expect(realtime.invoke('Add', 1)).rejects.toMatchObject({ code: 'chat.muted', transient: false })
})

it('Stopping forgets what was seen and opens no further connection', async () => {
  server.append('user:1', 5)
  realtime.start()
  realtime.watch('user:1')
  await settle()
  await realtime.stop()
  expect(realtime.state).toBe('idle')
  expect(counts.read('user:1')).toBeUndefined()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(server.opened).toBe(1)
  expect(server.connections.size).toBe(0)
})
