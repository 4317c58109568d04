import { describe, expect, it, vi } from 'vitest'
import type { LessonCompleted, ModuleCompleted } from '../../api/generated/streams'
import { given, when } from '../../api/given'

vi.mock('../../realtime', () => ({ project: () => null, useLive: () => null }))
const { learningReducers, percentOf } = await import('./events')
const { snapshot, events } = learningReducers

const enrollment = {
  enrollmentId: 'e1',
  courseId: 'c1',
  status: 'active' as const,
  totalModules: 3,
  completedModules: 1,
  percent: 33,
  completedModuleIds: ['m1'],
  completedLessonIds: [],
}
const start = () => snapshot(given({ learning: { enrollments: [enrollment] } }))
const completed = given<ModuleCompleted>({
  enrollmentId: 'e1',
  courseId: 'c1',
  moduleId: 'm2',
  courseProgress: { totalModules: 3, completedModules: 2, percent: 67 },
})

describe('Learning', () => {
  it('starts from the snapshot, which is no news', () => {
    expect(start()).toEqual({ latest: null, ended: [], enrollments: [enrollment] })
  })

  it('takes a completed module with the figures of the server', () => {
    const after = events['progress.module-completed'](start(), completed, when(9))
    expect(after.enrollments[0]).toMatchObject({ completedModules: 2, percent: 67, completedModuleIds: ['m1', 'm2'] })
    expect(after.latest).toEqual({ seq: 9, kind: 'module', courseId: 'c1', moduleId: 'm2' })
  })

  it('is the same after the same event again', () => {
    const once = events['progress.module-completed'](start(), completed, when(9))
    expect(events['progress.module-completed'](once, completed, when(9))).toEqual(once)
  })

  it('adds a new enrollment once, with nothing done', () => {
    const once = events['progress.enrolled'](start(), given({ enrollmentId: 'e2', courseId: 'c2' }))
    expect(once.enrollments).toHaveLength(2)
    expect(once.enrollments[1]).toMatchObject({ courseId: 'c2', status: 'active', percent: 0 })
    expect(events['progress.enrolled'](once, given({ enrollmentId: 'e2', courseId: 'c2' }))).toBe(once)
  })

  it('counts lessons of their enrollment only', () => {
    const two = events['progress.enrolled'](start(), given({ enrollmentId: 'e2', courseId: 'c2' }))
    const lesson = given<LessonCompleted>({ enrollmentId: 'e2', courseId: 'c2', moduleId: 'm9', lessonId: 'l1' })
    const after = events['progress.lesson-completed'](two, lesson, when(3))
    expect(after.enrollments.map((each) => each.completedLessonIds)).toEqual([[], ['l1']])
  })

  it('ends with a completed course', () => {
    const after = events['progress.course-completed'](start(), given({ enrollmentId: 'e1', courseId: 'c1' }), when(4))
    expect(after.enrollments[0]!.status).toBe('completed')
    expect(after.latest?.kind).toBe('course')
  })

  it.each([
    [0, 0, 0],
    [7, 10, 70],
    [18, 25, 72],
    [5, 7, 71],
    [1, 8, 13],
    [199, 200, 99],
    [200, 200, 100],
  ])('calls %i of %i completed %i %%', (done, total, percent) => expect(percentOf(done, total)).toBe(percent))
})

it('An enrollment that ended is gone, and goes on where it was when one enrolls again', () => {
  const ended = events['progress.enrollment-ended'](start(), given({ enrollmentId: 'e1', courseId: 'c1' }))
  expect(ended.enrollments).toEqual([])
  const again = events['progress.enrolled'](ended, given({ enrollmentId: 'e1', courseId: 'c1' }))
  expect(again.enrollments).toEqual(start().enrollments)
  expect(again.ended).toEqual([])
})
