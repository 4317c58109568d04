import { expect, it } from 'vitest'
import { pagePattern } from './pagePattern'
import { pageFiles } from './pageFiles'
import pages from './pages.json'

const isPage = (address: string): boolean => pages.some((page) => pagePattern(page).test(address))

it.each([
  '/',
  '/?a=b',
  '/courses',
  '/Courses/',
  '/courses?search=a.b/c',
  '/courses/0190f9c6',
  '/chat',
  '/chat/0190?panel=pins',
  '/ops/grains/a/b/c',
])('%s is a page: it opens from what the worker has', (address) => {
  expect(isPage(address)).toBe(true)
})

it.each([
  '/api/v1/courses',
  '/hub',
  '/docs/api',
  '/ops/dashboard',
  '/courses/1/more',
  '/nowhere',
  '/health/ready',
  '//courses',
  '/chat/a/b',
])('%s is none: the server answers', (address) => {
  expect(isPage(address)).toBe(false)
})

it('Every page has a file, and a visit begins with the right one: of two that match, the narrower comes first', () => {
  expect(Object.keys(pageFiles).sort()).toEqual([...pages].sort())
  const first = (path: string) => Object.keys(pageFiles).find((page) => pagePattern(page).test(path))
  expect(pages.map((page) => first(page.replace(/:\w+\??/g, '1')))).toEqual(pages)
})
