import { expect, it } from 'vitest'
import type { User } from '../api/session'
import { afterLogin, match } from './paths'

const someone = (role: string): User => ({ id: '1', email: '', displayName: '', role })
const next = (to: string): string => afterLogin(`?next=${encodeURIComponent(to)}`, someone('student'))

it('A pattern matches part by part and hands over what stands for a star', () => {
  expect(match('/', '/')).toEqual([])
  expect(match('/courses', '/courses')).toEqual([])
  expect(match('/courses/*', '/courses/7')).toEqual(['7'])
  expect(match('/courses/*', '/courses')).toBeNull()
  expect(match('/courses/*', '/courses/')).toBeNull()
  expect(match('/courses/*', '/courses/7/more')).toBeNull()
  expect(match('/instructor/courses/*', '/instructor/courses/7')).toEqual(['7'])
})

it('After the log-in the way goes on to where it was interrupted, else to the home of the role', () => {
  expect(next('/courses/7')).toBe('/courses/7')
  expect(afterLogin('', someone('student'))).toBe('/dashboard')
  expect(afterLogin('', someone('instructor'))).toBe('/instructor')
})

it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', 'evil'])(
  'Nobody is sent to %s after the log-in',
  (to) => expect(next(to)).toBe('/dashboard'),
)
