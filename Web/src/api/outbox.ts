import { Problem, problemFrom } from './problem'

/*
 * What somebody did without a connection, kept on this device until the server has answered it. Each entry has the key
 * under which it was first tried, so that it counts once however often it is sent. Chat messages have an outbox of
 * their own (features/chat/outbox): rooms do not wait for each other there, since one may ask its people to write
 * slowly, and a message carries files and drafts that no other command has. /waiting lists both.
 */
export interface Waiting {
  /** Its `Idempotency-Key`. */
  key: string
  userId: string
  /** Names what sends it. */
  kind: string
  args: readonly unknown[]
  /** What it is about, as the person knows it. */
  title: string
  /** When it was done. */
  at: string
  state: 'waiting' | 'refused'
  /** Why the server would not have it. */
  refusal?: string
}

/**
 * A command that waits: what it is, and how to send it. What the entry has as `args` comes as it was given, by way of
 * JSON.
 */
export interface Kind {
  send: (key: string, ...args: never[]) => Promise<unknown>
}

/** Instead of the server's answer: it is kept on this device, and sent with the next connection. */
export const isKept = Symbol('kept')

export type NewEntry = Pick<Waiting, 'key' | 'kind' | 'args' | 'title'>

export interface OutboxSurroundings {
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  /** Runs the work when no other tab does any. */
  exclusively: (work: () => Promise<void>) => Promise<void>
  now: () => Date
  later: (work: () => void, ms: number) => void
}

const waitingMax = 500
const firstRetryMs = 2_000
const lastRetryMs = 60_000

export const outboxKeyOf = (userId: string): string => `academy.waiting.${userId}`

export class CommandOutbox {
  #around: OutboxSurroundings
  #kinds = new Map<string, Kind>()
  #listeners = new Set<() => void>()
  #userId: string | null = null
  #entries: readonly Waiting[] = []
  #isSending = false
  #failures = 0

  constructor(around: OutboxSurroundings) {
    this.#around = around
  }

  /** What may wait. What is not registered stays where it is: a later release knew it. */
  register(name: string, kind: Kind): void {
    this.#kinds.set(name, kind)
  }

  get entries(): readonly Waiting[] {
    return this.#entries
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Whose entries are shown and sent; null: nobody is logged in. What others left stays theirs. */
  open(userId: string | null): void {
    this.#userId = userId
    this.reread()
    void this.send()
  }

  /** Another tab has changed them. */
  reread(): void {
    this.#entries = this.#userId === null ? [] : this.#stored(this.#userId)
    this.#tell()
  }

  /** Throws when this browser keeps nothing, or as much waits as may: then it was not done. */
  add(entry: NewEntry): void {
    if (this.#userId === null) throw new Error('Nobody is logged in.')
    const entries = this.#stored(this.#userId)
    if (entries.length >= waitingMax) throw new Error(`More than ${waitingMax} commands wait.`)
    if (entries.some(({ key }) => key === entry.key)) return
    this.#store([
      ...entries,
      { ...entry, userId: this.#userId, at: this.#around.now().toISOString(), state: 'waiting' },
    ])
  }

  /**
   * Sends a command now, or keeps it: without a connection, and behind what waits already, so that everything arrives
   * in the order in which it was done. What the server refuses now is thrown, as without this.
   */
  async sendOrKeep<T>(entry: NewEntry, send: () => Promise<T>): Promise<T | typeof isKept> {
    this.reread()
    if (this.#next() === undefined) {
      try {
        return await send()
      } catch (thrown) {
        if (!(thrown instanceof Problem) || thrown.code !== 'client.unreachable') throw thrown
      }
    }
    this.add(entry)
    void this.send() // The connection may be back already, or only this request have been lost.
    return isKept
  }

  retry(key: string): void {
    this.#change(key, ({ refusal: _, ...entry }) => ({ ...entry, state: 'waiting' }))
    void this.send()
  }

  discard(key: string): void {
    this.#change(key, () => null)
  }

  /** In the order in which they were done, until one cannot be sent now. */
  async send(): Promise<void> {
    const userId = this.#userId
    if (this.#isSending || userId === null || !this.#next()) return
    this.#isSending = true
    try {
      await this.#around.exclusively(async () => {
        this.reread()
        for (let next = this.#next(); next && this.#userId === userId; next = this.#next()) {
          if (!(await this.#sendOne(next))) return
        }
      })
    } finally {
      this.#isSending = false
    }
    if (this.#next() && this.#userId === userId) {
      const pauseMs = Math.min(lastRetryMs, firstRetryMs * 2 ** this.#failures++)
      this.#around.later(() => void this.send(), pauseMs)
    } else this.#failures = 0
  }

  /** Whether it is done with, one way or the other. */
  async #sendOne(entry: Waiting): Promise<boolean> {
    try {
      await this.#kinds.get(entry.kind)!.send(entry.key, ...(entry.args as never[]))
      this.#change(entry.key, () => null)
      return true
    } catch (thrown) {
      const problem = problemFrom(thrown)
      // Without a session the person is asked to log in; what waits is sent after that.
      if (problem.transient || problem.status === 401) return false
      this.#change(entry.key, (before) => ({ ...before, state: 'refused', refusal: problem.message }))
      return true
    }
  }

  #next(): Waiting | undefined {
    return this.#entries.find(({ state, kind }) => state === 'waiting' && this.#kinds.has(kind))
  }

  #change(key: string, to: (entry: Waiting) => Waiting | null): void {
    if (this.#userId === null) return
    this.#store(this.#stored(this.#userId).flatMap((entry) => (entry.key === key ? (to(entry) ?? []) : entry)))
  }

  #stored(userId: string): Waiting[] {
    const text = this.#around.storage.getItem(outboxKeyOf(userId))
    try {
      const found: unknown = JSON.parse(text ?? '[]')
      return Array.isArray(found)
        ? found.filter((entry: Waiting) => entry?.userId === userId && Array.isArray(entry.args))
        : []
    } catch {
      return [] // Not ours.
    }
  }

  #store(entries: Waiting[]): void {
    const name = outboxKeyOf(this.#userId!)
    if (entries.length > 0) this.#around.storage.setItem(name, JSON.stringify(entries))
    else this.#around.storage.removeItem(name)
    this.#entries = entries
    this.#tell()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}
