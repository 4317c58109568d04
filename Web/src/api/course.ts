import { answered, api, type Answer } from './client'
import { keptReading } from './reading'

export type Course = Answer<'/api/v1/courses/{courseId}'>

const keyOf = (courseId: string) => ['course', courseId] as const

/** A course with everything in it, for all features that need some of it. */
export function courseReading(courseId: string) {
  return keptReading<Course>(keyOf(courseId), (signal) =>
    answered(api.GET('/api/v1/courses/{courseId}', { params: { path: { courseId } }, signal })),
  )
}
