import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { answered, api, once, type Answer } from '../../api/client'
import { everyPage } from '../../api/pages'
import { reading, useQuery, type Query } from '../../api/reading'

export type OwnCourse = Answer<'/api/v1/instructor/courses'>['items'][number]
export type TaughtCourse = Answer<'/api/v1/courses/{courseId}'>

export function useOwnCourses(userId: string): Query<OwnCourse[]> {
  return useQuery(
    reading(['own-courses', userId], (signal) =>
      everyPage(
        (cursor) =>
          answered(
            api.GET('/api/v1/instructor/courses', {
              params: { query: { limit: 200, ...(cursor && { cursor }) } },
              signal,
            }),
          ),
        ({ id }) => id,
      ),
    ),
  )
}

export type Figures = Answer<'/api/v1/instructor/courses/{courseId}/figures'>

const figuresAgainMs = 1_000

/** How all learners of a course do; asked again when something happens in it, at most once a second. */
export function useFigures(courseId: string, happened: number): Query<Figures> {
  const key = ['figures', courseId]
  const queries = useQueryClient()
  const seen = useRef(happened)
  useEffect(() => {
    if (seen.current === happened) return
    const timer = setTimeout(() => {
      seen.current = happened
      void queries.invalidateQueries({ queryKey: key })
    }, figuresAgainMs)
    return () => clearTimeout(timer)
  })
  return useQuery(
    reading(key, (signal) =>
      answered(api.GET('/api/v1/instructor/courses/{courseId}/figures', { params: { path: { courseId } }, signal })),
    ),
  )
}

export type CourseToTakeOver = Answer<'/api/v1/admin/courses/to-take-over'>['items'][number]

/** For administrators; a null id asks nothing. */
export function useCoursesToTakeOver(adminId: string | null): Query<CourseToTakeOver[]> {
  return useQuery({
    ...reading(['take-over', adminId], (signal) =>
      everyPage(
        (cursor) =>
          answered(
            api.GET('/api/v1/admin/courses/to-take-over', {
              params: { query: { limit: 200, ...(cursor && { cursor }) } },
              signal,
            }),
          ),
        ({ id }) => id,
      ),
    ),
    enabled: adminId !== null,
  })
}

export function takeOver(key: string, courseId: string, userId: string) {
  return answered(
    api.PUT('/api/v1/courses/{courseId}/instructor', {
      params: { path: { courseId } },
      body: { userId },
      ...once(key),
    }),
  )
}

export function useTaughtCourse(courseId: string): Query<TaughtCourse> {
  return useQuery(
    reading(['course', courseId], (signal) =>
      answered(api.GET('/api/v1/courses/{courseId}', { params: { path: { courseId } }, signal })),
    ),
  )
}
