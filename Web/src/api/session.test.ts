import { beforeEach, expect, it, vi } from 'vitest'
import { problemOf } from './problem'
import { SessionKeeper, sessionStorageKey, type SessionSurroundings } from './session'

const user = { id: '1', email: 'learner@academy.test', displayName: 'Lea', role: 'student' }
const answer = (n: number) => ({ accessToken: `access-${n}`, expiresIn: 900, user })
const withToken = (n: number) => ({ ...answer(n), refreshToken: `refresh-${n}` })
const withoutCookies = {
  status: 400,
  code: 'auth.cookie-needs-https',
  title: 'Bad Request',
  detail: 'Over https only.',
}
const reply = (status: number, body: unknown = {}) => new Response(JSON.stringify(body), { status })

const sent = (n: number): unknown => JSON.parse(fetch.mock.calls[n]![1].body as string)

let items: Map<string, string>
let now: number
let fetch: ReturnType<typeof vi.fn<SessionSurroundings['fetch']>>
const keeper = () =>
  new SessionKeeper({
    storage: {
      getItem: (key) => items.get(key) ?? null,
      setItem: (key, value) => void items.set(key, value),
      removeItem: (key) => void items.delete(key),
    },
    fetch,
    now: () => now,
    exclusively: (work) => work(),
  })

beforeEach(() => {
  items = new Map()
  now = 1_000_000
  fetch = vi.fn<SessionSurroundings['fetch']>()
})

it('A session outlives the page', () => {
  keeper().begin(answer(1))
  expect(keeper().current?.user.displayName).toBe('Lea')
})

it('A fresh token is handed out without asking the server', async () => {
  const session = keeper()
  session.begin(answer(1))
  expect(await session.accessToken()).toBe('access-1')
  expect(fetch).not.toHaveBeenCalled()
})

it('A token that is about to expire is renewed once, whoever asks', async () => {
  const session = keeper()
  session.begin(answer(1))
  now += 880_000
  fetch.mockImplementation(async () => reply(200, answer(2)))
  expect(await Promise.all([session.accessToken(), session.accessToken(), session.refresh('access-1')])).toMatchObject([
    'access-2',
    'access-2',
    { accessToken: 'access-2' },
  ])
  expect(fetch).toHaveBeenCalledTimes(1)
  expect(sent(0)).toEqual({ refresh: 'cookie' })
})

it('A token that somebody else has replaced meanwhile is not exchanged again', async () => {
  const session = keeper()
  session.begin(answer(1))
  keeper().begin(answer(2)) // another tab
  expect((await session.refresh('access-1'))?.accessToken).toBe('access-2')
  expect(fetch).not.toHaveBeenCalled()
})

it('A refused refresh ends the session', async () => {
  const session = keeper()
  session.begin(answer(1))
  fetch.mockImplementation(async () => reply(401))
  expect(await session.refresh('access-1')).toBeNull()
  expect(session.current).toBeNull()
  expect(session.ended).toBe('expired')
  expect(items.has(sessionStorageKey)).toBe(false)
})

it.each([503, 500, 429])('A server that answers %i does not log anybody out', async (status) => {
  const session = keeper()
  session.begin(answer(1))
  fetch.mockImplementation(async () => reply(status))
  await expect(session.refresh('access-1')).rejects.toThrow()
  expect(session.current?.accessToken).toBe('access-1')
  fetch.mockImplementation(async () => reply(200, answer(2)))
  expect((await session.refresh('access-1'))?.accessToken).toBe('access-2')
})

it('A tab adopts what another tab did', () => {
  const session = keeper()
  session.begin(answer(1))
  const told = vi.fn()
  session.subscribe(told)
  keeper().end('logged-out')
  session.adopt()
  expect(session.current).toBeNull()
  expect(told).toHaveBeenCalledTimes(1)
})

it('Rubbish in the storage is nobody', () => {
  items.set(sessionStorageKey, '{"accessToken":')
  expect(keeper().current).toBeNull()
  items.set(sessionStorageKey, '{"accessToken":"x"}')
  expect(keeper().current).toBeNull()
})

it('Nothing that a script can read is a refresh token', async () => {
  const session = keeper()
  await session.enter(async (wish) => {
    expect(wish).toEqual({ refresh: 'cookie' })
    return answer(1)
  })
  expect(items.get(sessionStorageKey)).not.toContain('refresh')
  expect(session.proof()).toEqual({ refresh: 'cookie' })
})

it('A log-in stored by an older version goes on: its token is traded for a cookie once', async () => {
  items.set(sessionStorageKey, JSON.stringify({ ...withToken(1), expiresAt: now + 900_000 }))
  const session = keeper()
  expect(session.current?.user.displayName).toBe('Lea')
  now += 890_000
  fetch.mockImplementation(async () => reply(200, answer(2)))
  expect(await session.accessToken()).toBe('access-2')
  expect(sent(0)).toEqual({ refreshToken: 'refresh-1', refresh: 'cookie' })
  expect(items.get(sessionStorageKey)).not.toContain('refresh')
})

it('Where the server gives no cookies, the token is kept as before', async () => {
  const session = keeper()
  const wishes: unknown[] = []
  await session.enter(async (wish) => {
    wishes.push(wish)
    if (wish.refresh) throw problemOf(reply(400), withoutCookies)
    return withToken(1)
  })
  expect(wishes).toEqual([{ refresh: 'cookie' }, {}])
  expect(session.proof()).toEqual({ refreshToken: 'refresh-1' })
  fetch
    .mockImplementationOnce(async () => reply(400, withoutCookies))
    .mockImplementationOnce(async () => reply(200, withToken(2)))
  expect((await session.refresh('access-1'))?.refreshToken).toBe('refresh-2')
  expect(sent(1)).toEqual({ refreshToken: 'refresh-1' })
})

it('A refused log-in is not tried twice', async () => {
  const send = vi.fn(async () => {
    throw problemOf(reply(401), { status: 401, code: 'auth.wrong-credentials' })
  })
  await expect(keeper().enter(send)).rejects.toThrow()
  expect(send).toHaveBeenCalledTimes(1)
})

it('What a person changes about themselves is known in every tab', () => {
  const session = keeper()
  session.begin(answer(1))
  const other = keeper()
  session.know({ displayName: 'Lena', language: 'de' })
  other.adopt()
  expect(other.current?.user).toMatchObject({ displayName: 'Lena', language: 'de', email: user.email })
  expect(other.current?.accessToken).toBe('access-1')
})
