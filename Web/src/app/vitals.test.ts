import { expect, it } from 'vitest'
import { patternOf, reportOf } from './vitals'

it.each([
  ['/', '/'],
  ['/courses/0190f9c6-0000-7000-8000-000000000001', '/courses/:courseId'],
  ['/chat', '/chat/:roomId?'],
  ['/chat/0190f9c6-0000-7000-8000-000000000001', '/chat/:roomId?'],
  ['/chat/privacy', '/chat/privacy'],
  ['/nowhere', null],
])('The address %s is told as %s', (path, pattern) => expect(patternOf(path)).toBe(pattern))

it('A report has whole numbers: milliseconds, and thousandths of a shift', () => {
  expect(
    reportOf('/', [
      { name: 'LCP', value: 1234.56 },
      { name: 'CLS', value: 0.0423 },
      { name: 'INP', value: 9e9 },
    ]),
  ).toEqual({
    page: '/',
    lcp: 1235,
    cls: 42,
    inp: 600_000,
  })
  expect(reportOf('/', [])).toBeNull()
})
