import { beforeEach, expect, it, vi } from 'vitest'
import { SessionKeeper, sessionStorageKey, type SessionSurroundings } from './session'

const user = { id: '1', email: 'learner@academy.test', displayName: 'Lea', role: 'student' }
const answer = (n: number) => ({ accessToken: `access-${n}`, refreshToken: `refresh-${n}`, expiresIn: 900, user })
const reply = (status: number, body: unknown = {}) => new Response(JSON.stringify(body), { status })

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
  expect(JSON.parse(fetch.mock.calls[0]![1].body as string)).toEqual({ refreshToken: 'refresh-1' })
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
