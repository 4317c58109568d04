import { expect, it } from 'vitest'
import { anchorAt, inSight, layoutOf, rowAt, scrollTopFor, scrollTopToShow } from './window'

const keys = ['a', 'b', 'c', 'd']
const layout = layoutOf(keys, new Map([['b', 100]]), 40)

it('Rows stand one below the other, at what is measured or else guessed', () => {
  expect(layout.tops).toEqual([0, 40, 140, 180, 220])
  expect(layout.height).toBe(220)
  expect(layoutOf([], new Map(), 40)).toEqual({ tops: [0], height: 0 })
})

it.each([
  [-5, 0],
  [0, 0],
  [39, 0],
  [40, 1],
  [139, 1],
  [140, 2],
  [219, 3],
  [9_999, 3],
])('At %i is row %i', (y, row) => {
  expect(rowAt(layout, y)).toBe(row)
})

it('What is in sight is drawn, with a margin, and never a row that does not exist', () => {
  expect(inSight(layout, 50, 50, 0)).toEqual([1, 2])
  expect(inSight(layout, 50, 50, 60)).toEqual([0, 3])
  expect(inSight(layout, 0, 9_999, 0)).toEqual([0, 4])
  expect(inSight(layoutOf([], new Map(), 40), 0, 500, 100)).toEqual([0, 0])
})

it('What is read stays where it is when older messages come before it and heights become known', () => {
  const anchor = anchorAt(keys, layout, 150)!
  expect(anchor).toEqual({ key: 'c', offset: -10 })
  const more = ['x', 'y', ...keys]
  const after = layoutOf(
    more,
    new Map([
      ['b', 100],
      ['x', 300],
    ]),
    40,
  )
  const scrollTop = scrollTopFor(more, after, anchor)!
  expect(after.tops[more.indexOf('c')]! - scrollTop).toBe(-10)
  expect(scrollTop).toBe(490)
  expect(scrollTopFor(['q'], layoutOf(['q'], new Map(), 40), anchor)).toBeNull()
  expect(anchorAt([], layoutOf([], new Map(), 40), 0)).toBeNull()
})

it('A row that is to be seen stands in the middle, a high one begins at the top', () => {
  expect(scrollTopToShow(layout, 2, 60)).toBe(130)
  expect(scrollTopToShow(layout, 0, 60)).toBe(0)
  expect(scrollTopToShow(layout, 1, 60)).toBe(40)
})
