import { expect, it } from 'vitest'
import { everyPage, joined, type Page } from './pages'

const idOf = (id: string): string => id

it.each([
  [['a', 'b'], ['c'], ['a', 'b', 'c']],
  [
    ['a', 'b'],
    ['b', 'c'],
    ['a', 'b', 'c'],
  ],
  [[], ['a'], ['a']],
  [['a'], [], ['a']],
])('An item that comes twice is shown once: %j and %j', (before, next, expected) => {
  expect(joined(before, next, idOf)).toEqual(expected)
})

const pages: Record<string, Page<string>> = {
  '': { items: ['a', 'b'], nextCursor: 'x' },
  x: { items: ['b', 'c'], nextCursor: 'y' },
  y: { items: ['d'], nextCursor: null },
}

it('A list is read by its cursors to the end', async () => {
  const asked: (string | null)[] = []
  const items = await everyPage(async (cursor) => {
    asked.push(cursor)
    return pages[cursor ?? '']!
  }, idOf)
  expect(items).toEqual(['a', 'b', 'c', 'd'])
  expect(asked).toEqual([null, 'x', 'y'])
})

it('A list that is longer than wanted is not read to the end', async () => {
  expect(await everyPage(async (cursor) => pages[cursor ?? '']!, idOf, 2)).toEqual(['a', 'b'])
})
