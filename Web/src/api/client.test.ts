import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const user = { id: '1', email: '', displayName: '', role: 'student' }
const tokens = (n: number) => ({ accessToken: `access-${n}`, refreshToken: `refresh-${n}`, expiresIn: 900, user })
const reply = (status: number, body: unknown = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })

let requests: { path: string; token: string | null; body: string }[]
let good: string
let refreshes: () => Response

beforeEach(() => {
  vi.resetModules()
  requests = []
  good = 'access-1'
  refreshes = () => reply(200, tokens(2))
  const items = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  })
  vi.stubGlobal('location', { origin: 'http://academy.test' })
  vi.stubGlobal('navigator', {})
  vi.stubGlobal('addEventListener', () => {})
  vi.stubGlobal('fetch', async (input: Request | string, init?: RequestInit) => {
    if (typeof input === 'string') {
      requests.push({ path: input, token: null, body: String(init?.body) })
      return refreshes()
    }
    const token = input.headers.get('Authorization')?.slice('Bearer '.length) ?? null
    requests.push({ path: new URL(input.url).pathname, token, body: await input.text() })
    return token === good
      ? reply(200, { lessonId: 'l', completed: true, completedAt: '', seq: 7 })
      : reply(401, { code: 'auth.token-invalid' })
  })
})
afterEach(() => vi.unstubAllGlobals())

async function complete() {
  const { answered, api, once } = await import('./client')
  return answered(
    api.POST('/api/v1/lessons/{lessonId}/complete', {
      params: { path: { lessonId: 'l' } },
      body: { enrollmentId: 'e' },
      ...once('key-1'),
    }),
  )
}

async function logIn() {
  const { session } = await import('./browserSession')
  session.begin(tokens(1))
  return session
}

it('A stale token is renewed and the same request sent again, body and all', async () => {
  await logIn()
  good = 'access-2'
  expect((await complete()).seq).toBe(7)
  expect(requests.map(({ path, token }) => [path, token])).toEqual([
    ['/api/v1/lessons/l/complete', 'access-1'],
    ['/api/v1/auth/refresh', null],
    ['/api/v1/lessons/l/complete', 'access-2'],
  ])
  expect(requests[2]!.body).toBe('{"enrollmentId":"e"}')
})

it('Two requests with a stale token renew it once', async () => {
  await logIn()
  good = 'access-2'
  await Promise.all([complete(), complete()])
  expect(requests.filter(({ path }) => path === '/api/v1/auth/refresh')).toHaveLength(1)
})

it('When the session is over the request is refused and the person logged out', async () => {
  const session = await logIn()
  good = 'nothing'
  refreshes = () => reply(401, { code: 'auth.refresh-token-invalid' })
  await expect(complete()).rejects.toMatchObject({ code: 'auth.token-invalid', status: 401 })
  expect(session.current).toBeNull()
})

it('Nobody’s request is sent without a token and not renewed', async () => {
  await expect(complete()).rejects.toMatchObject({ status: 401 })
  expect(requests).toHaveLength(1)
})

it('When nobody answers the person is told that the academy cannot be reached', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
  await expect(complete()).rejects.toMatchObject({ code: 'client.unreachable', transient: true })
})
