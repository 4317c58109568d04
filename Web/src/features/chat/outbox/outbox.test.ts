import { expect, it, vi } from 'vitest'
import { Problem } from '../../../api/problem'
import type { Receipt } from '../wire'
import { Outbox } from './outbox'
import { after, heads, type Change, type Outgoing } from './queue'
import { MemoryOutboxStore, type OutboxStore } from './store'

const refused = (code: string) => new Problem(code, 409, 'No.', {}, null)
const unreachable = () => new Problem('client.unreachable', 0, 'Gone.', {}, null)
const tooMany = (ms: number) => new Problem('chat.rate-limited', 429, 'Slow down.', {}, ms)

/** A server that counts a command id once, tabs that share a disk, and a lock that one tab holds. */
class Desk {
  store: OutboxStore = new MemoryOutboxStore()
  journal: { commandId: string; roomId: string; body: string }[] = []
  calls: string[] = []
  live = true
  answer: (message: Outgoing) => Promise<void> = async () => {}
  pauses: { ms: number; end: () => void }[] = []
  tabs: Outbox[] = []
  #locked: Promise<void> = Promise.resolve()
  #ids = 0
  #listeners = new Set<() => void>()

  tab(): Outbox {
    const tab: Outbox = new Outbox({
      userId: 'me',
      openStore: async () => this.store,
      send: (message) => this.#send(message),
      connection: {
        isLive: () => this.live,
        subscribe: (listener) => (this.#listeners.add(listener), () => this.#listeners.delete(listener)),
      },
      exclusively: (work, signal) => this.#exclusively(work, signal),
      tell: (change: Change) => this.tabs.filter((each) => each !== tab).forEach((each) => void each.take(change)),
      newId: () => `c${++this.#ids}`,
      now: () => new Date(1_000),
      pause: (ms) => new Promise<void>((end) => this.pauses.push({ ms, end })),
    })
    this.tabs.push(tab)
    return tab
  }

  closeTab(tab: Outbox): void {
    tab.close()
    this.tabs = this.tabs.filter((each) => each !== tab)
  }

  connect(live: boolean): void {
    this.live = live
    for (const listener of this.#listeners) listener()
  }

  async #send(message: Outgoing): Promise<Receipt> {
    this.calls.push(message.body)
    await this.answer(message)
    let seq = this.journal.findIndex(({ commandId }) => commandId === message.commandId) + 1
    if (seq === 0) seq = this.journal.push({ commandId: message.commandId, roomId: message.roomId, body: message.body })
    return { id: `m${seq}`, seq, at: '' }
  }

  #exclusively(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    const turn = this.#locked.then(() => (signal.aborted ? undefined : work()))
    this.#locked = turn
    return turn
  }
}

const write = (tab: Outbox, body: string, roomId = 'r1') =>
  tab.write({ roomId, body, replyTo: null, threadId: null, attachments: [], mentions: [] })
const settle = async () => {
  for (let i = 0; i < 40; i++) await Promise.resolve()
}
const bodies = (desk: Desk) => desk.journal.map(({ body }) => body)
const states = (tab: Outbox) => tab.queue.map(({ body, state }) => `${body}:${state}`)

it('What is written is sent in order, and kept until then', async () => {
  const desk = new Desk()
  const tab = desk.tab()
  await write(tab, 'one')
  await write(tab, 'two')
  await settle()
  expect(bodies(desk)).toEqual(['one', 'two'])
  expect(states(tab)).toEqual(['one:sent', 'two:sent'])
  expect(await desk.store.all('me')).toEqual([])
  tab.seen(tab.queue.map(({ commandId }) => commandId))
  expect(tab.queue).toEqual([])
})

it('The next message of a room waits for the answer to the one before', async () => {
  const desk = new Desk()
  const tab = desk.tab()
  let answer = (): void => {}
  desk.answer = ({ body }) => (body === 'one' ? new Promise((resolve) => (answer = resolve)) : Promise.resolve())
  await write(tab, 'one')
  await write(tab, 'two')
  await settle()
  desk.connect(true) // Something stirs; what is under way is not sent again.
  await settle()
  expect(desk.calls).toEqual(['one'])
  answer()
  await settle()
  expect(bodies(desk)).toEqual(['one', 'two'])
})

it('Written while offline in a tab that is closed, it is sent once by the next tab, in order', async () => {
  const desk = new Desk()
  desk.live = false
  const first = desk.tab()
  await write(first, 'one')
  await write(first, 'two')
  await settle()
  expect(desk.calls).toEqual([])
  desk.closeTab(first)
  const second = desk.tab()
  await settle()
  expect(states(second)).toEqual(['one:waiting', 'two:waiting'])
  desk.connect(true)
  await settle()
  expect(bodies(desk)).toEqual(['one', 'two'])
  expect(desk.calls).toEqual(['one', 'two'])
})

it('An answer that was lost is asked for again under the same command id: the message is there once', async () => {
  const desk = new Desk()
  const tab = desk.tab()
  const answers = [
    async (message: Outgoing) => {
      desk.journal.push(message)
      throw unreachable()
    },
  ]
  desk.answer = async (message) => answers.shift()?.(message)
  await write(tab, 'one')
  await write(tab, 'two')
  await settle()
  expect(desk.pauses.map(({ ms }) => ms)).toEqual([1_000])
  desk.pauses[0]!.end()
  await settle()
  expect(desk.calls).toEqual(['one', 'one', 'two'])
  expect(bodies(desk)).toEqual(['one', 'two'])
})

it('One tab sends at a time, and another goes on when it is closed', async () => {
  const desk = new Desk()
  const first = desk.tab()
  const second = desk.tab()
  await settle()
  await write(second, 'from the second tab')
  await settle()
  expect([first.isSender, second.isSender]).toEqual([true, false])
  expect(desk.calls).toEqual(['from the second tab'])
  expect(states(second)).toEqual(['from the second tab:sent'])
  desk.closeTab(first)
  await settle()
  await write(second, 'alone')
  await settle()
  expect(second.isSender).toBe(true)
  expect(desk.calls).toEqual(['from the second tab', 'alone'])
})

it('A message that is refused stays with the reason and does not hold up the next', async () => {
  const desk = new Desk()
  const tab = desk.tab()
  desk.answer = async ({ body }) => {
    if (body === 'bad') throw refused('chat.blocked-words')
  }
  await write(tab, 'bad')
  await write(tab, 'good')
  await settle()
  expect(states(tab)).toEqual(['bad:refused', 'good:sent'])
  expect((await desk.store.all('me'))[0]!.refusal).toEqual({ code: 'chat.blocked-words', message: 'No.' })
  desk.answer = async () => {}
  await tab.retry(tab.queue[0]!.commandId)
  await settle()
  expect(bodies(desk)).toEqual(['good', 'bad'])
  expect(await desk.store.all('me')).toEqual([])
})

it('A refused message that is discarded is gone for good', async () => {
  const desk = new Desk()
  const tab = desk.tab()
  desk.answer = async () => {
    throw refused('chat.muted')
  }
  await write(tab, 'bad')
  await settle()
  await tab.discard(tab.queue[0]!.commandId)
  expect(tab.queue).toEqual([])
  expect(await desk.store.all('me')).toEqual([])
})

it('Asked to wait, a room waits as long as it was told, and the other rooms do not', async () => {
  const desk = new Desk()
  const tab = desk.tab()
  let wait = true
  desk.answer = async ({ roomId }) => {
    if (roomId === 'slow' && wait) throw tooMany(7_000)
  }
  await write(tab, 'one', 'slow')
  await write(tab, 'two', 'slow')
  await write(tab, 'three', 'quick')
  await settle()
  expect(bodies(desk)).toEqual(['three'])
  expect(tab.pauses.get('slow')).toEqual({ until: 8_000, message: 'Slow down.' })
  expect(desk.calls).toEqual(['one', 'three'])
  wait = false
  expect(desk.pauses.map(({ ms }) => ms)).toEqual([7_000])
  desk.pauses[0]!.end()
  await settle()
  expect(bodies(desk)).toEqual(['three', 'one', 'two'])
  expect(tab.pauses.size).toBe(0)
})

it('What the room shows is in nobody’s way, even when its answer never came', async () => {
  const desk = new Desk()
  const tab = desk.tab()
  desk.live = false
  await write(tab, 'one')
  tab.seen([tab.queue[0]!.commandId])
  await settle()
  expect(tab.queue).toEqual([])
  expect(await desk.store.all('me')).toEqual([])
})

it('A disk that does not let go of a message does not make it be sent over and over', async () => {
  const desk = new Desk()
  const complain = vi.spyOn(console, 'error').mockImplementation(() => {})
  desk.store.remove = () => Promise.reject(new Error('full'))
  const tab = desk.tab()
  await write(tab, 'one')
  await settle()
  expect(desk.calls).toEqual(['one'])
  expect(complain).toHaveBeenCalledOnce()
  complain.mockRestore()
})

it('The head of a room is its first that waits', () => {
  const message = (order: number, roomId: string, state: Outgoing['state']): Outgoing => ({
    order,
    roomId,
    state,
    commandId: `c${order}`,
    userId: 'me',
    body: '',
    replyTo: null,
    threadId: null,
    attachments: [],
    mentions: [],
    at: '',
  })
  const written = [
    message(3, 'b', 'waiting'),
    message(1, 'a', 'refused'),
    message(2, 'a', 'waiting'),
    message(4, 'a', 'waiting'),
  ]
  const queue = written.reduce<Outgoing[]>((all, each) => after(all, { type: 'written', message: each }), [])
  expect(queue.map(({ order }) => order)).toEqual([1, 2, 3, 4])
  expect(heads(queue).map(({ order }) => order)).toEqual([2, 3])
})
