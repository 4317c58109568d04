import { problemOf } from './problem'

/*
 * The session of this browser: who is logged in, and a fresh access token when one is asked for.
 *
 * Refresh tokens rotate, so only one refresh may be under way: within a tab by sharing the promise, between tabs by a
 * web lock (where the browser has one) and by looking at the storage again once the lock is held.
 */
export interface User {
  id: string
  email: string
  displayName: string
  role: string
}

export interface SessionAnswer {
  accessToken: string
  refreshToken: string
  expiresIn: number
  user: User
}

export interface Session {
  accessToken: string
  refreshToken: string
  /** Milliseconds since 1970. */
  expiresAt: number
  user: User
}

export type SessionEnd = 'logged-out' | 'expired'

export interface SessionSurroundings {
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  fetch: (input: string, init: RequestInit) => Promise<Response>
  now: () => number
  exclusively: <T>(work: () => Promise<T>) => Promise<T>
}

export const sessionStorageKey = 'academy.session'

// A token that dies while a request is on its way costs a round trip: renew it a little earlier.
const renewBeforeMs = 30_000

export class SessionKeeper {
  #around: SessionSurroundings
  #session: Session | null
  #refreshing: Promise<Session | null> | null = null
  #listeners = new Set<() => void>()
  ended: SessionEnd | null = null

  constructor(around: SessionSurroundings) {
    this.#around = around
    this.#session = this.#stored()
  }

  get current(): Session | null {
    return this.#session
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  begin(answer: SessionAnswer): Session {
    const session: Session = {
      accessToken: answer.accessToken,
      refreshToken: answer.refreshToken,
      expiresAt: this.#around.now() + answer.expiresIn * 1000,
      user: answer.user,
    }
    this.ended = null
    this.#around.storage.setItem(sessionStorageKey, JSON.stringify(session))
    this.#take(session)
    return session
  }

  end(why: SessionEnd): void {
    this.ended = why
    this.#around.storage.removeItem(sessionStorageKey)
    this.#take(null)
  }

  /** Another tab logged in, out, or renewed the tokens. */
  adopt(): void {
    const stored = this.#stored()
    if (stored?.accessToken !== this.#session?.accessToken) this.#take(stored)
  }

  /** A token that is good for the next half minute, or null when nobody is logged in. Throws when it cannot be told. */
  async accessToken(): Promise<string | null> {
    if (!this.#session) return null
    if (this.#session.expiresAt - renewBeforeMs > this.#around.now()) return this.#session.accessToken
    return (await this.refresh(this.#session.accessToken))?.accessToken ?? null
  }

  /** Replaces `stale`; everyone who asks meanwhile waits for the same answer. */
  refresh(stale: string): Promise<Session | null> {
    if (this.#session && this.#session.accessToken !== stale) return Promise.resolve(this.#session)
    this.#refreshing ??= this.#around
      .exclusively(() => this.#exchange(stale))
      .finally(() => (this.#refreshing = null))
    return this.#refreshing
  }

  async #exchange(stale: string): Promise<Session | null> {
    this.adopt()
    if (!this.#session || this.#session.accessToken !== stale) return this.#session
    const { refreshToken } = this.#session
    const response = await this.#around.fetch('/api/v1/auth/refresh', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ refreshToken }),
    })
    if (response.ok) return this.begin((await response.json()) as SessionAnswer)
    if (response.status >= 500 || response.status === 429) throw problemOf(response, null)
    this.end('expired')
    return null
  }

  #take(session: Session | null): void {
    this.#session = session
    for (const listener of this.#listeners) listener()
  }

  #stored(): Session | null {
    const text = this.#around.storage.getItem(sessionStorageKey)
    if (!text) return null
    try {
      const session = JSON.parse(text) as Partial<Session>
      return session.accessToken && session.refreshToken && session.expiresAt && session.user ? (session as Session) : null
    } catch {
      return null // Not ours, or an older form: the person logs in again.
    }
  }
}
