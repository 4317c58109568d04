import { outbox } from '../../api/browserOutbox'
import { answered, api, once, type Answer } from '../../api/client'
import { keepPreviousData, keptReading, useQuery, type Query } from '../../api/reading'

export type OverallProgress = Answer<'/api/v1/progress/overall'>

export function enroll(key: string, courseId: string) {
  return answered(api.POST('/api/v1/courses/{courseId}/enroll', { params: { path: { courseId } }, ...once(key) }))
}

export function leaveCourse(key: string, enrollmentId: string) {
  return answered(
    api.DELETE('/api/v1/enrollments/{enrollmentId}', { params: { path: { enrollmentId } }, ...once(key) }),
  )
}

export function completeLesson(key: string, enrollmentId: string, lessonId: string) {
  return answered(
    api.POST('/api/v1/lessons/{lessonId}/complete', {
      params: { path: { lessonId } },
      body: { enrollmentId },
      ...once(key),
    }),
  )
}

export function completeModule(key: string, enrollmentId: string, moduleId: string) {
  return answered(
    api.POST('/api/v1/progress/mark-completed/{enrollmentId}/{moduleId}', {
      params: { path: { enrollmentId, moduleId } },
      ...once(key),
    }),
  )
}

/**
 * Read for the titles of these courses; another course is another question. Not asked before it is known which they
 * are.
 */
export function useOverall(courseIds: string[] | undefined): Query<OverallProgress> {
  return useQuery({
    ...keptReading(['overall', courseIds], (signal) => answered(api.GET('/api/v1/progress/overall', { signal }))),
    enabled: courseIds !== undefined,
    placeholderData: keepPreviousData,
  })
}

/* What can be done without a connection: kept on this device then (app/waitingKinds.ts). */
export const completeOrKeep = (
  key: string,
  kind: 'lesson' | 'module',
  enrollmentId: string,
  id: string,
  title: string,
) =>
  outbox.sendOrKeep<unknown>({ key, kind: `learning.complete-${kind}`, args: [enrollmentId, id], title }, () =>
    kind === 'lesson' ? completeLesson(key, enrollmentId, id) : completeModule(key, enrollmentId, id),
  )

export const enrollOrKeep = (key: string, courseId: string, title: string) =>
  outbox.sendOrKeep({ key, kind: 'learning.enroll', args: [courseId], title }, () => enroll(key, courseId))

export const leaveOrKeep = (key: string, enrollmentId: string, title: string) =>
  outbox.sendOrKeep({ key, kind: 'learning.leave', args: [enrollmentId], title }, () => leaveCourse(key, enrollmentId))
