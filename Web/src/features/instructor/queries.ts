import { answered, api, type Answer } from '../../api/client'
import { everyPage } from '../../api/pages'
import { useQuery, type Query } from '../../api/query'

export type OwnCourse = Answer<'/api/v1/instructor/courses'>['items'][number]
export type TaughtCourse = Answer<'/api/v1/courses/{courseId}'>

export function useOwnCourses(userId: string): Query<OwnCourse[]> {
  return useQuery(`own-courses:${userId}`, (signal) =>
    everyPage(
      (cursor) =>
        answered(api.GET('/api/v1/instructor/courses', { params: { query: { limit: 200, ...(cursor && { cursor }) } }, signal })),
      ({ id }) => id,
    ),
  )
}

export function useTaughtCourse(courseId: string): Query<TaughtCourse> {
  return useQuery(`course:${courseId}`, (signal) =>
    answered(api.GET('/api/v1/courses/{courseId}', { params: { path: { courseId } }, signal })),
  )
}
