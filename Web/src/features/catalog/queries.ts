import { answered, api, type Answer } from '../../api/client'
import { useQuery, type Query } from '../../api/query'

export type Course = Answer<'/api/v1/courses/{courseId}'>
export type Module = Course['modules'][number]
export type Lesson = Module['lessons'][number]
export type CoursePage = Answer<'/api/v1/courses'>
export type CourseSummary = CoursePage['items'][number]

export interface CatalogFilter {
  search: string
  category: string
  level: string
}

export function fetchCourses(filter: CatalogFilter, cursor: string | null, signal?: AbortSignal): Promise<CoursePage> {
  const query = {
    ...(filter.search && { search: filter.search }),
    ...(filter.category && { category: filter.category }),
    ...(filter.level && { level: filter.level }),
    ...(cursor && { cursor }),
  }
  return answered(api.GET('/api/v1/courses', { params: { query }, ...(signal && { signal }) }))
}

export function useCourses(filter: CatalogFilter): Query<CoursePage> {
  return useQuery(`courses:${JSON.stringify(filter)}`, (signal) => fetchCourses(filter, null, signal))
}

export function useCourse(courseId: string): Query<Course> {
  return useQuery(`course:${courseId}`, (signal) =>
    answered(api.GET('/api/v1/courses/{courseId}', { params: { path: { courseId } }, signal })),
  )
}
