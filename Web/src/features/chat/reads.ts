/** How far one has read, room by room: said at once when there is a connection, and its highest again when there is one again. */
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

  /** Says what has not been said. What fails is said at the next connection. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const roomId of this.#open) {
      const seq = this.of(roomId)
      this.#open.delete(roomId)
      this.#send(roomId, seq).catch(() => this.#open.add(roomId))
    }
  }

  /** There is a connection again. What was said shortly before the last one ended may have been lost with it. */
  reconnected(known: Readonly<Record<string, number>>): void {
    for (const [roomId, seq] of this.#highest) if ((known[roomId] ?? 0) < seq) this.#open.add(roomId)
    this.flush()
  }

  close(): void {
    clearTimeout(this.#timer)
  }
}

const quietMs = 300
