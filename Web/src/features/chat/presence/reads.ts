/**
 * How far the person has read, by room. It is sent while there is a connection, and the highest again after a
 * reconnect.
 */
export class Reads {
  #highest = new Map<string, number>()
  #open = new Set<string>()
  #send: (roomId: string, seq: number) => Promise<unknown>
  #timer: ReturnType<typeof setTimeout> | undefined
  #listeners = new Set<() => void>()
  version = 0

  constructor(send: (roomId: string, seq: number) => Promise<unknown>) {
    this.#send = send
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  of(roomId: string): number {
    return this.#highest.get(roomId) ?? 0
  }

  note(roomId: string, seq: number): void {
    if (seq <= this.of(roomId)) return
    this.#highest.set(roomId, seq)
    this.#open.add(roomId)
    this.#timer ??= setTimeout(() => this.flush(), quietMs)
    this.version++
    for (const listener of this.#listeners) listener()
  }

  /** Sends what was not sent. What fails is sent again with the next connection. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const roomId of this.#open) {
      const seq = this.of(roomId)
      this.#open.delete(roomId)
      this.#send(roomId, seq).catch(() => this.#open.add(roomId))
    }
  }

  /** There is a connection again. What was sent shortly before the last one ended may have been lost. */
  reconnected(known: Readonly<Record<string, number>>): void {
    for (const [roomId, seq] of this.#highest) if ((known[roomId] ?? 0) < seq) this.#open.add(roomId)
    this.flush()
  }

  close(): void {
    clearTimeout(this.#timer)
  }
}

const quietMs = 300
