import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { expect, it, vi } from 'vitest'
import { Kept, keptLimits, type KeptSchema } from './kept'

let databases = 0
function device() {
  const name = `kept-${databases++}`
  const around = {
    who: 'ada' as string | null,
    time: 1_000,
    open: () =>
      openDB<KeptSchema>(name, 1, {
        upgrade(database) {
          database.createObjectStore('contents')
          database.createObjectStore('sizes', { keyPath: ['userId', 'name'] })
        },
      }),
    userId: () => around.who,
    now: () => around.time,
  }
  return { around, tab: () => new Kept(around) }
}

it('What was read is there after the tab, with its time', async () => {
  const { around, tab } = device()
  await tab().write('course 1', { title: 'One' })
  around.time = 2_000
  expect(await tab().read('course 1')).toEqual({ content: { title: 'One' }, at: 1_000 })
  expect(await tab().writtenAt('course 1')).toBe(1_000)
  expect(await tab().read('course 2')).toBeNull()
})

it('Nobody reads another’s, and logging out leaves nothing', async () => {
  const { around, tab } = device()
  await tab().write('me', 'Ada')
  around.who = 'bo'
  expect(await tab().read('me')).toBeNull()
  await tab().write('me', 'Bo')
  await tab().clearOthers()
  around.who = 'ada'
  expect(await tab().read('me')).toBeNull()
  around.who = 'bo'
  expect(await tab().read('me')).toMatchObject({ content: 'Bo' })
  around.who = null
  expect(await tab().read('me')).toBeNull()
  await tab().clearOthers()
  around.who = 'bo'
  expect(await tab().read('me')).toBeNull()
})

it('What comes in after somebody has logged out is not kept', async () => {
  const { around, tab } = device()
  const kept = tab()
  const writing = kept.write('late', 1)
  around.who = null
  await writing
  around.who = 'ada'
  expect(await tab().read('late')).toBeNull()
})

it('The oldest make room, and what is too large is not kept', async () => {
  const { around, tab } = device()
  const kept = tab()
  for (let at = 0; at < 12; at++) {
    around.time = at
    await kept.write(`${at}`, 'x'.repeat(keptLimits.entryBytesMax / 2 - 2))
  }
  const there = await Promise.all([...Array(12).keys()].map(async (at) => (await kept.writtenAt(`${at}`)) !== null))
  expect(there).toEqual([...Array(12).keys()].map((at) => at >= 2))
  await kept.write('huge', 'x'.repeat(keptLimits.entryBytesMax))
  expect(await kept.writtenAt('huge')).toBeNull()
})

it('A browser that keeps nothing is as before', async () => {
  vi.spyOn(console, 'warn').mockReturnValue()
  const { around } = device()
  const kept = new Kept({ ...around, open: () => Promise.reject(new DOMException('no', 'InvalidStateError')) })
  await kept.write('me', 1)
  expect(await kept.read('me')).toBeNull()
  await kept.clearOthers()
})
