import { problemFrom } from '../../../api/problem'
import type { Receipt } from '../wire'
import { after, heads, type Change, type Outgoing } from './queue'
import type { OutboxStore } from './store'

export interface OutboxSurroundings {
  userId: string
  openStore: () => Promise<OutboxStore>
  send: (message: Outgoing) => Promise<Receipt>
  connection: { isLive: () => boolean; subscribe: (listener: () => void) => () => void }
  /** Runs the work while no other tab does, as soon as none does; ends waiting when the signal says so. */
  exclusively: (work: () => Promise<void>, signal: AbortSignal) => Promise<void>
  /** To the other tabs of this person. */
  tell: (change: Change) => void
  newId: () => string
  now: () => Date
  pause: (ms: number) => Promise<void>
}

export interface Pause {
  /** Milliseconds since 1970. */
  until: number
  message: string
}

const firstRetryMs = 1_000
const lastRetryMs = 30_000

/**
 * Written is on disk; sent is confirmed by the server. One tab at a time sends, each room in order, several rooms side
 * by side. What the server did not answer is sent again under the same command id, by this tab or by the next.
 */
export class Outbox {
  #around: OutboxSurroundings
  #store: Promise<OutboxStore>
  #queue: Outgoing[] = []
  #pauses = new Map<string, Pause>()
  /** Rooms that are being worked on, and the message under way in each. */
  #sending = new Map<string, string | null>()
  #isSender = false
  /** Done with before this tab became the sender, and read the disk. */
  #gone = new Set<string>()
  #closed = new AbortController()
  #wake: () => void = () => {}
  #listeners = new Set<() => void>()
  #leave: () => void

  constructor(around: OutboxSurroundings) {
    this.#around = around
    this.#store = around.openStore()
    this.#leave = around.connection.subscribe(() => this.#wake())
    void this.#begin()
  }

  get queue(): readonly Outgoing[] {
    return this.#queue
  }

  /** Rooms in which the server asked to wait. */
  get pauses(): ReadonlyMap<string, Pause> {
    return this.#pauses
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Resolves when the message is kept: from then on closing the tab loses nothing. */
  async write(
    words: Pick<Outgoing, 'roomId' | 'body' | 'replyTo' | 'threadId' | 'attachments' | 'mentions'>,
  ): Promise<void> {
    const message: Omit<Outgoing, 'order'> = {
      ...words,
      commandId: this.#around.newId(),
      userId: this.#around.userId,
      at: this.#around.now().toISOString(),
      state: 'waiting',
    }
    const order = await (await this.#store).add(message)
    this.#both({ type: 'written', message: { ...message, order } })
  }

  async retry(commandId: string): Promise<void> {
    await this.#change({ type: 'retried', commandId })
  }

  async discard(commandId: string): Promise<void> {
    const found = this.#find(commandId)
    if (!found || found.state === 'sent' || this.#sending.get(found.roomId) === commandId) return
    await (await this.#store).remove(found.order)
    this.#both({ type: 'discarded', commandId })
  }

  /** The room shows them now: nothing has to stand in for them. */
  seen(commandIds: string[]): void {
    const gone = commandIds.filter((id) => this.#find(id))
    if (gone.length === 0) return
    for (const id of gone) {
      const message = this.#find(id)!
      // It reached the room, though its answer did not reach us.
      if (message.state !== 'sent') void this.#store.then((store) => store.remove(message.order)).catch(report)
    }
    this.#both({ type: 'seen', commandIds: gone })
  }

  /** What another tab told. */
  take(change: Change): void {
    if (!this.#isSender && change.type === 'seen') for (const id of change.commandIds) this.#gone.add(id)
    if (!this.#isSender && (change.type === 'sent' || change.type === 'discarded')) this.#gone.add(change.commandId)
    this.#queue = after(this.#queue, change)
    this.#tell()
    this.#wake()
  }

  close(): void {
    this.#closed.abort()
    this.#leave()
    this.#wake()
  }

  async #begin(): Promise<void> {
    try {
      const store = await this.#store
      const stored = await store.all(this.#around.userId)
      for (const message of stored) this.#queue = after(this.#queue, { type: 'written', message })
      this.#tell()
      await this.#around.exclusively(() => this.#sendWhileOpen(), this.#closed.signal)
    } catch (thrown) {
      if (!this.#closed.signal.aborted) report(thrown)
    }
  }

  async #sendWhileOpen(): Promise<void> {
    // Another tab may have written, sent or discarded before its word reached this one: the disk knows.
    const read = await (await this.#store).all(this.#around.userId)
    const stored = read.filter(({ commandId }) => !this.#gone.has(commandId))
    this.#isSender = true
    this.#gone.clear()
    const unsent = new Set(stored.map(({ commandId }) => commandId))
    this.#queue = this.#queue.filter(({ commandId, state }) => state === 'sent' || unsent.has(commandId))
    for (const message of stored) this.#queue = after(this.#queue, { type: 'written', message })
    this.#tell()
    while (!this.#closed.signal.aborted) {
      const woken = new Promise<void>((resolve) => (this.#wake = resolve))
      if (this.#around.connection.isLive()) {
        for (const head of heads(this.#queue)) {
          if (!this.#sending.has(head.roomId)) void this.#drain(head.roomId).finally(() => this.#wake())
        }
      }
      await woken
    }
    this.#isSender = false
  }

  /** Sends what waits in one room, one after the other. */
  async #drain(roomId: string): Promise<void> {
    this.#sending.set(roomId, null)
    let failures = 0
    try {
      while (!this.#closed.signal.aborted && this.#around.connection.isLive()) {
        const head = heads(this.#queue).find((message) => message.roomId === roomId)
        if (!head) return
        const waitMs = await this.#send(head, failures)
        if (waitMs === 0) {
          failures = 0
          continue
        }
        failures++
        await this.#around.pause(waitMs)
        if (this.#pauses.delete(roomId)) this.#tell()
      }
    } catch (thrown) {
      report(thrown)
      await this.#around.pause(firstRetryMs)
    } finally {
      this.#sending.delete(roomId)
    }
  }

  /** Answers with how long to wait before the next attempt: 0 when this message is done with. */
  async #send(head: Outgoing, failures: number): Promise<number> {
    this.#sending.set(head.roomId, head.commandId)
    try {
      const { seq } = await this.#around.send(head)
      // If that fails it is sent once more by whoever comes next, under the same command id.
      await (await this.#store).remove(head.order).catch(report)
      this.#both({ type: 'sent', commandId: head.commandId, seq })
      return 0
    } catch (thrown) {
      const problem = problemFrom(thrown)
      if (!problem.transient) {
        await this.#change({
          type: 'refused',
          commandId: head.commandId,
          refusal: { code: problem.code, message: problem.message },
        })
        return 0
      }
      if (problem.retryAfterMs !== null) {
        this.#pauses.set(head.roomId, {
          until: this.#around.now().getTime() + problem.retryAfterMs,
          message: problem.message,
        })
        this.#tell()
        return Math.max(1, problem.retryAfterMs)
      }
      return Math.min(lastRetryMs, firstRetryMs * 2 ** failures)
    } finally {
      this.#sending.set(head.roomId, null)
    }
  }

  async #change(change: Exclude<Change, { type: 'written' | 'seen' }>): Promise<void> {
    const message = after(this.#queue, change).find(({ commandId }) => commandId === change.commandId)
    if (message && this.#find(change.commandId)!.state !== 'sent') await (await this.#store).put(message)
    this.#both(change)
  }

  #find(commandId: string): Outgoing | undefined {
    return this.#queue.find((message) => message.commandId === commandId)
  }

  #both(change: Change): void {
    this.take(change)
    this.#around.tell(change)
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }

  /** For the tests: whether this tab is the one that sends. */
  get isSender(): boolean {
    return this.#isSender
  }
}

function report(thrown: unknown): void {
  console.error(thrown)
}
