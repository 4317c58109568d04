import { expect, it } from 'vitest'
import { courseToContinue, nextStep } from './next'
import type { Enrollment } from './events'
import type { Outline } from './outline'

const enrollment = (courseId: string, change: Partial<Enrollment> = {}): Enrollment => ({
  enrollmentId: `of-${courseId}`,
  courseId,
  status: 'active',
  totalModules: 2,
  completedModules: 0,
  percent: 0,
  completedModuleIds: [],
  completedLessonIds: [],
  ...change,
})

const lesson = (id: string) => ({ id, title: id, kind: 'text', durationMinutes: 5 })
const course: Outline = {
  id: 'a',
  title: 'A course',
  instructorId: 'somebody',
  modules: [
    { id: 'm2', title: 'Second', order: 2, lessons: [lesson('l3')] },
    { id: 'm1', title: 'First', order: 1, lessons: [lesson('l1'), lesson('l2')] },
  ],
}

it('The course that was learned in last is gone on with', () => {
  const all = [enrollment('a'), enrollment('b'), enrollment('c', { status: 'completed' })]
  expect(courseToContinue(all, ['c', null, 'gone', 'a', 'b'])).toBe('a')
})

it('Without anything learned lately it is one that was begun, else the latest', () => {
  expect(courseToContinue([enrollment('a', { completedLessonIds: ['l1'] }), enrollment('b')], [])).toBe('a')
  expect(courseToContinue([enrollment('a'), enrollment('b')], [])).toBe('b')
  expect(courseToContinue([enrollment('a', { status: 'completed' })], ['a'])).toBeNull()
})

it('The next lesson is the first that is not done, in the order of the course', () => {
  expect(nextStep(course, enrollment('a'))).toMatchObject({ lesson: { id: 'l1' }, done: 0, all: 3 })
  expect(nextStep(course, enrollment('a', { completedLessonIds: ['l1'] }))).toMatchObject({
    lesson: { id: 'l2' },
    done: 1,
  })
  const half = { completedModuleIds: ['m1'], completedLessonIds: ['l1', 'l2'] }
  expect(nextStep(course, enrollment('a', half))).toMatchObject({ module: { id: 'm2' }, lesson: { id: 'l3' }, done: 2 })
})

it('A module whose lessons are all done is still to be completed; a course that is done has no next', () => {
  expect(nextStep(course, enrollment('a', { completedLessonIds: ['l1', 'l2'] }))).toMatchObject({
    module: { id: 'm1' },
    lesson: null,
  })
  expect(nextStep(course, enrollment('a', { completedModuleIds: ['m1', 'm2'] }))).toBeNull()
})
