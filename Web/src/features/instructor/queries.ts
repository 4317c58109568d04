import { answered, api, type Answer } from '../../api/client'
import { useQuery, type Query } from '../../api/query'

export type OwnCourse = Answer<'/api/v1/instructor/courses'>['items'][number]
export type TaughtCourse = Answer<'/api/v1/courses/{courseId}'>

export function useOwnCourses(userId: string): Query<OwnCourse[]> {
  return useQuery(`own-courses:${userId}`, async (signal) => {
    const page = await answered(api.GET('/api/v1/instructor/courses', { params: { query: { limit: 200 } }, signal }))
    return page.items
  })
}

export function useTaughtCourse(courseId: string): Query<TaughtCourse> {
  return useQuery(`course:${courseId}`, (signal) =>
    answered(api.GET('/api/v1/courses/{courseId}', { params: { path: { courseId } }, signal })),
  )
}
