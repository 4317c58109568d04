import { expect, it } from 'vitest'
import type { User } from '../api/session'
import { afterLogin } from './paths'

const someone = (role: string): User => ({ id: '1', email: '', displayName: '', role })
const next = (to: string): string => afterLogin(`?next=${encodeURIComponent(to)}`, someone('student'))

it('After the log-in the way goes on to where it was interrupted, else to the home of the role', () => {
  expect(next('/courses/7')).toBe('/courses/7')
  expect(afterLogin('', someone('student'))).toBe('/dashboard')
  expect(afterLogin('', someone('instructor'))).toBe('/instructor')
})

it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', 'evil'])(
  'Nobody is sent to %s after the log-in',
  (to) => expect(next(to)).toBe('/dashboard'),
)
