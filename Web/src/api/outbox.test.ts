import { expect, it, vi } from 'vitest'
import { CommandOutbox, isKept, outboxKeyOf, type Waiting } from './outbox'
import { Problem, unreachable } from './problem'

function kept() {
  const values = new Map<string, string>()
  return {
    values,
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  }
}

function outboxOn(storage: ReturnType<typeof kept>, send: (key: string, ...args: string[]) => Promise<unknown>) {
  const later: (() => void)[] = []
  const outbox = new CommandOutbox({
    storage,
    exclusively: (work) => work(),
    now: () => new Date('2026-11-20T12:00:00Z'),
    later: (work) => void later.push(work),
  })
  outbox.register('complete', { send })
  outbox.open('ada')
  return { outbox, later }
}

const entry = (key: string) => ({ key, kind: 'complete', args: ['enrollment', key], title: `Lesson ${key}` })
const keysOf = (entries: readonly Waiting[]) => entries.map(({ key, state }) => `${key} ${state}`)

it('What was done offline is sent once there is a connection, in order, under the keys that it had', async () => {
  let isOnline = false
  const send = vi.fn(async () => {
    if (!isOnline) throw unreachable()
  })
  const { outbox, later } = outboxOn(kept(), send)
  outbox.add(entry('1'))
  outbox.add(entry('2'))
  outbox.add(entry('1'))
  await outbox.send()
  expect(keysOf(outbox.entries)).toEqual(['1 waiting', '2 waiting'])
  expect(send).toHaveBeenCalledTimes(1)
  isOnline = true
  later[0]!()
  await vi.waitFor(() => expect(outbox.entries).toEqual([]))
  expect(send.mock.calls.slice(1)).toEqual([
    ['1', 'enrollment', '1'],
    ['2', 'enrollment', '2'],
  ])
})

it('It outlives the tab, and is nobody else’s', async () => {
  const storage = kept()
  outboxOn(storage, async () => Promise.reject(unreachable())).outbox.add(entry('1'))
  const send = vi.fn(async () => {})
  const { outbox } = outboxOn(storage, send)
  await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(1))
  expect(storage.values.size).toBe(0)
  outboxOn(storage, async () => Promise.reject(unreachable())).outbox.add(entry('2'))
  outbox.open('bo')
  expect(outbox.entries).toEqual([])
  expect(storage.values.has(outboxKeyOf('ada'))).toBe(true)
})

it('What the server refuses stays, says why, holds up nothing, and can be tried again or discarded', async () => {
  const refuse = new Set(['1', '3'])
  const { outbox } = outboxOn(kept(), async (key) => {
    if (refuse.has(key)) throw new Problem('progress.enrollment-ended', 409, 'You have left this course.', {}, null)
  })
  for (const key of ['1', '2', '3']) outbox.add(entry(key))
  await outbox.send()
  expect(outbox.entries.map(({ key, refusal }) => [key, refusal])).toEqual([
    ['1', 'You have left this course.'],
    ['3', 'You have left this course.'],
  ])
  refuse.clear()
  outbox.retry('1')
  await vi.waitFor(() => expect(keysOf(outbox.entries)).toEqual(['3 refused']))
  outbox.discard('3')
  expect(outbox.entries).toEqual([])
})

it('An ended session refuses nothing: it waits until somebody logs in', async () => {
  const { outbox } = outboxOn(kept(), async () =>
    Promise.reject(new Problem('auth.token-invalid', 401, 'Log in.', {}, null)),
  )
  outbox.add(entry('1'))
  await outbox.send()
  expect(keysOf(outbox.entries)).toEqual(['1 waiting'])
})

it('What is stored there and is none of this breaks nothing', () => {
  const storage = kept()
  storage.setItem(outboxKeyOf('ada'), '{"a":')
  expect(outboxOn(storage, async () => {}).outbox.entries).toEqual([])
})

it('There is an end to what can wait', () => {
  const { outbox } = outboxOn(kept(), async () => Promise.reject(unreachable()))
  for (let at = 0; at < 500; at++) outbox.add(entry(`${at}`))
  expect(() => outbox.add(entry('one more'))).toThrow(/500/)
})

it('What waits goes first: what is done behind it waits, too, and arrives in that order', async () => {
  let isOnline = false
  const arrived: string[] = []
  const send = async (key: string) => {
    if (!isOnline) throw unreachable()
    arrived.push(key)
    return `${key} done`
  }
  const { outbox, later } = outboxOn(kept(), send)
  expect(await outbox.sendOrKeep(entry('1'), () => send('1'))).toBe(isKept)
  isOnline = true
  const direct = vi.fn(() => send('2'))
  expect(await outbox.sendOrKeep(entry('2'), direct)).toBe(isKept)
  expect(direct).not.toHaveBeenCalled()
  await vi.waitFor(() => expect(later).toHaveLength(1))
  later[0]!()
  await vi.waitFor(() => expect(outbox.entries).toEqual([]))
  expect(await outbox.sendOrKeep(entry('3'), () => send('3'))).toBe('3 done')
  expect(arrived).toEqual(['1', '2', '3'])
})

it('What the server refuses when it is done is not kept', async () => {
  const { outbox } = outboxOn(kept(), async () => {})
  const refusal = new Problem('me.name-taken', 409, 'No.', {}, null)
  await expect(outbox.sendOrKeep(entry('1'), () => Promise.reject(refusal))).rejects.toBe(refusal)
  expect(outbox.entries).toEqual([])
})

it('What it is given is sent as it was, and what no release knows stays', async () => {
  const storage = kept()
  const send = vi.fn(async () => {})
  const { outbox } = outboxOn(storage, send)
  outbox.add({ key: '0', kind: 'of-a-later-release', args: [], title: '' })
  outbox.add({ key: '1', kind: 'complete', args: [{ displayName: 'Ada' }, true, null], title: '' })
  await outbox.send()
  expect(send).toHaveBeenCalledWith('1', { displayName: 'Ada' }, true, null)
  expect(keysOf(outbox.entries)).toEqual(['0 waiting'])
})
