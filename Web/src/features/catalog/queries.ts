import { answered, api, type Answer } from '../../api/client'
import { courseReading, type Course } from '../../api/course'
import { keepPreviousData, reading, readingPages, useInfiniteQuery, useQuery, type Query } from '../../api/reading'

export type { Course }
export type Module = Course['modules'][number]
export type Lesson = Module['lessons'][number]
export type CoursePage = Answer<'/api/v1/courses'>
export type CourseSummary = CoursePage['items'][number]

export interface CatalogFilter {
  search: string
  category: string
  level: string
}

function fetchCourses(filter: CatalogFilter, cursor: string | null, signal: AbortSignal): Promise<CoursePage> {
  const query = {
    ...(filter.search && { search: filter.search }),
    ...(filter.category && { category: filter.category }),
    ...(filter.level && { level: filter.level }),
    ...(cursor && { cursor }),
  }
  return answered(api.GET('/api/v1/courses', { params: { query }, signal }))
}

export const findCourses = (search: string, signal: AbortSignal): Promise<CoursePage> =>
  fetchCourses({ search, category: '', level: '' }, null, signal)

/** With another filter, what the last one found stays until there is an answer. */
export function useCourses(filter: CatalogFilter) {
  return useInfiniteQuery({
    ...readingPages(['courses', filter], (cursor, signal) => fetchCourses(filter, cursor, signal)),
    placeholderData: keepPreviousData,
  })
}

export const useCourse = (courseId: string): Query<Course> => useQuery(courseReading(courseId))

export type Facets = Answer<'/api/v1/catalog/facets'>

/** By what the catalog can be narrowed, counted over all of it. */
export function useFacets(): Query<Facets> {
  return useQuery(reading(['facets'], (signal) => answered(api.GET('/api/v1/catalog/facets', { signal }))))
}
