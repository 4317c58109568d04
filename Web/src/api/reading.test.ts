import { QueryObserver } from '@tanstack/react-query'
import { beforeEach, expect, it, vi } from 'vitest'
import { Problem, unreachable } from './problem'

const account = vi.hoisted(() => ({ current: { user: { id: 'ada' } }, tell: () => {} }))
vi.mock('./browserSession', () => ({
  session: {
    get current() {
      return account.current
    },
    subscribe: (listener: () => void) => (account.tell = listener),
  },
}))
const device = vi.hoisted(() => new Map<string, { content: unknown; at: number }>())
vi.mock('./browserKept', () => ({
  kept: {
    read: async (name: string) => device.get(name) ?? null,
    write: async (name: string, content: unknown) => void device.set(name, { content, at: Date.now() }),
  },
}))
const { itemsOf, keptNameOf, keptReading, queries, reading, readingPages } = await import('./reading')

beforeEach(() => {
  queries.clear()
  vi.useFakeTimers()
})

it('Who asks at the same time shares one read, and who comes back soon asks nothing', async () => {
  const load = vi.fn(async () => 'course')
  const course = reading(['course', '1'], load)
  expect(await Promise.all([queries.fetchQuery(course), queries.fetchQuery(course)])).toEqual(['course', 'course'])
  expect(await queries.fetchQuery(course)).toBe('course')
  expect(load).toHaveBeenCalledTimes(1)
})

it('What fails is a problem that a person can be told, a mistake of ours too', async () => {
  vi.spyOn(console, 'error').mockReturnValue()
  const observer = new QueryObserver(
    queries,
    reading(['broken'], () => Promise.reject(new TypeError('x is undefined'))),
  )
  const leave = observer.subscribe(() => {})
  await vi.runAllTimersAsync()
  expect(observer.getCurrentResult().error).toMatchObject({
    code: 'client.error',
    message: 'Something went wrong on this page. Try again.',
  })
  leave()
})

it.each([
  ['cannot be reached', unreachable(), 3],
  ['refuses', new Problem('catalog.course-not-found', 404, 'No', {}, null), 1],
])('An academy that %s is asked %#', async (_, problem, times) => {
  const load = vi.fn(() => Promise.reject(problem))
  const observer = new QueryObserver(queries, reading(['asked'], load))
  const leave = observer.subscribe(() => {})
  await vi.runAllTimersAsync()
  expect(load).toHaveBeenCalledTimes(times)
  expect(observer.getCurrentResult()).toMatchObject({ status: 'error', error: problem })
  leave()
})

it('What was shown stays beside the problem of reading it again', async () => {
  let fails = false
  const observer = new QueryObserver(queries, {
    ...reading(['stale'], () => (fails ? Promise.reject(unreachable()) : Promise.resolve('old'))),
    retry: false,
  })
  const leave = observer.subscribe(() => {})
  await vi.runAllTimersAsync()
  fails = true
  await observer.refetch()
  expect(observer.getCurrentResult()).toMatchObject({ data: 'old', error: { code: 'client.unreachable' } })
  leave()
})

it('Nobody sees what the account before them saw', async () => {
  await queries.fetchQuery(reading(['own'], async () => 'of ada'))
  account.tell() // Of the same person: their token was renewed.
  expect(queries.getQueryData(['own'])).toBe('of ada')
  account.current = { user: { id: 'ben' } }
  account.tell()
  expect(queries.getQueryData(['own'])).toBeUndefined()
})

it('A list goes on from page to page, and an item that moved down meanwhile is there once', async () => {
  const pages = { first: { items: [1, 2], nextCursor: 'second' }, second: { items: [2, 3], nextCursor: null } }
  const list = readingPages(['list'], async (cursor) => pages[(cursor ?? 'first') as keyof typeof pages])
  const { pages: read } = await queries.fetchInfiniteQuery({ ...list, pages: 2 })
  expect(itemsOf(read, String)).toEqual([1, 2, 3])
})

it('What is kept is shown at once and read again behind it; without a connection it stays', async () => {
  const name = keptNameOf(['course', '7'])
  device.set(name, { content: 'as it was', at: Date.now() - 60_000 })
  let answer = (_: string): void => {}
  const load = vi.fn(() => new Promise<string>((resolve) => (answer = resolve)))
  const observer = new QueryObserver(queries, keptReading(['course', '7'], load))
  const leave = observer.subscribe(() => {})
  await vi.advanceTimersByTimeAsync(10)
  expect(observer.getCurrentResult()).toMatchObject({ data: 'as it was', isFetching: true })
  answer('as it is')
  await vi.advanceTimersByTimeAsync(10)
  expect(observer.getCurrentResult()).toMatchObject({ data: 'as it is', isFetching: false })
  expect(device.get(name)!.content).toBe('as it is')
  expect(load).toHaveBeenCalledTimes(1)
  leave()

  queries.clear()
  device.set(name, { content: 'as it is', at: Date.now() - 60_000 })
  const offline = new QueryObserver(
    queries,
    keptReading(['course', '7'], () => Promise.reject(unreachable())),
  )
  const leaveOffline = offline.subscribe(() => {})
  await vi.advanceTimersByTimeAsync(20_000)
  expect(offline.getCurrentResult()).toMatchObject({ data: 'as it is', error: { code: 'client.unreachable' } })
  leaveOffline()
})

it('What is not kept yet is read, and kept', async () => {
  device.clear()
  expect(await queries.fetchQuery(keptReading(['course', '8'], async () => 'eight'))).toBe('eight')
  expect(device.get(keptNameOf(['course', '8']))!.content).toBe('eight')
})
