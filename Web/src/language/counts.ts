import { plural, t } from '@lingui/core/macro'
import { number } from './format'

/* How many of something, where that is all that is said. In a longer sentence the plural is part of the sentence. */
export const modules = (n: number): string => plural(n, { one: '# module', other: '# modules' })
export const lessons = (n: number): string => plural(n, { one: '# lesson', other: '# lessons' })
export const courses = (n: number): string => plural(n, { one: '# course', other: '# courses' })
export const learners = (n: number): string => plural(n, { one: '# learner', other: '# learners' })
export const members = (n: number): string => plural(n, { one: '# member', other: '# members' })
export const events = (n: number): string => plural(n, { one: '# event', other: '# events' })
export const days = (n: number): string => plural(n, { one: '# day', other: '# days' })

/** Experience points, as they are written everywhere. */
export function xp(amount: number): string {
  const points = number(amount)
  return t`${points} XP`
}
