import { Problem, problemOf } from './problem'

/*
 * The session of this browser: who is logged in, and a fresh access token when one is asked for.
 *
 * The refresh token is in a cookie that no script can read. Over http elsewhere than in Development the server gives
 * none (`auth.cookie-needs-https`): there it is kept beside the access token, as all were before; one that is still
 * kept so is traded for a cookie with the first refresh.
 *
 * Refresh tokens rotate, so only one refresh may be under way: within a tab by sharing the promise, between tabs by a
 * web lock (where the browser has one) and by looking at the storage again once the lock is held.
 */
export interface User {
  id: string
  email: string
  displayName: string
  role: string
  /** A language tag and a zone of the IANA database; absent or null: as the device says. */
  language?: string | null
  timeZone?: string | null
  /** The id of their picture; absent or null: none. */
  picture?: string | null
}

export interface SessionAnswer {
  accessToken: string
  /** Absent: it is in the cookie. */
  refreshToken?: string | null
  expiresIn: number
  user: User
}

export interface Session {
  accessToken: string
  /** Absent: it is in the cookie. */
  refreshToken?: string
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

/** Said when signing in: the refresh token is wanted in the cookie. */
export interface RefreshWish {
  refresh?: 'cookie'
}

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
      ...(answer.refreshToken ? { refreshToken: answer.refreshToken } : {}),
      expiresAt: this.#around.now() + answer.expiresIn * 1000,
      user: answer.user,
    }
    this.ended = null
    this.#around.storage.setItem(sessionStorageKey, JSON.stringify(session))
    this.#take(session)
    return session
  }

  /** The person changed something about themselves. */
  know(change: Partial<User>): void {
    if (!this.#session) return
    const session = { ...this.#session, user: { ...this.#session.user, ...change } }
    this.#around.storage.setItem(sessionStorageKey, JSON.stringify(session))
    this.#take(session)
  }

  end(why: SessionEnd): void {
    this.ended = why
    this.#around.storage.removeItem(sessionStorageKey)
    this.#take(null)
  }

  /** Another tab logged in, out, or renewed the tokens. */
  adopt(): void {
    const stored = this.#stored()
    if (JSON.stringify(stored) !== JSON.stringify(this.#session)) this.#take(stored)
  }

  /** A token that is good for the next half minute, or null when nobody is logged in. Throws when it cannot be told. */
  async accessToken(): Promise<string | null> {
    if (!this.#session) return null
    if (this.#session.expiresAt - renewBeforeMs > this.#around.now()) return this.#session.accessToken
    return (await this.refresh(this.#session.accessToken))?.accessToken ?? null
  }

  /** Signs in by `send`, with the refresh token in the cookie where that is possible. */
  async enter(send: (wish: RefreshWish) => Promise<SessionAnswer>): Promise<Session> {
    try {
      return this.begin(await send({ refresh: 'cookie' }))
    } catch (thrown) {
      if (!isWithoutCookies(thrown)) throw thrown
      return this.begin(await send({}))
    }
  }

  /** What tells the server which session it is, where it takes the token from a body. */
  proof(): { refreshToken: string } | { refresh: 'cookie' } | null {
    if (!this.#session) return null
    return this.#session.refreshToken ? { refreshToken: this.#session.refreshToken } : { refresh: 'cookie' }
  }

  /** Replaces `stale`; everyone who asks meanwhile waits for the same answer. */
  refresh(stale: string): Promise<Session | null> {
    if (this.#session && this.#session.accessToken !== stale) return Promise.resolve(this.#session)
    this.#refreshing ??= this.#around.exclusively(() => this.#exchange(stale)).finally(() => (this.#refreshing = null))
    return this.#refreshing
  }

  async #exchange(stale: string): Promise<Session | null> {
    this.adopt()
    if (!this.#session || this.#session.accessToken !== stale) return this.#session
    const { refreshToken } = this.#session
    let response = await this.#post({ ...(refreshToken ? { refreshToken } : {}), refresh: 'cookie' })
    if (refreshToken && response.status === 400 && isWithoutCookies(problemOf(response, await response.clone().json())))
      response = await this.#post({ refreshToken })
    if (response.ok) return this.begin((await response.json()) as SessionAnswer)
    if (response.status >= 500 || response.status === 429) throw problemOf(response, null)
    this.end('expired')
    return null
  }

  #post(body: unknown): Promise<Response> {
    return this.#around.fetch('/api/v1/auth/refresh', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify(body),
    })
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
      return session.accessToken && session.expiresAt && session.user ? (session as Session) : null
    } catch {
      return null // Not ours, or an older form: the person logs in again.
    }
  }
}

function isWithoutCookies(thrown: unknown): boolean {
  return thrown instanceof Problem && thrown.code === 'auth.cookie-needs-https'
}
