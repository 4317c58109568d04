import { useQueries } from '@tanstack/react-query'
import { answered, api } from '../../api/client'
import { reading } from '../../api/reading'
import { useLearning } from './events'

export interface LessonOfMine {
  id: string
  title: string
  moduleId: string
  courseId: string
  course: string
}

// Whoever is in more courses finds the others' lessons on their pages.
const coursesMax = 20

/** The lessons of the courses that somebody is in, as far as these have been read. */
export function useLessonsOfMine(userId: string): LessonOfMine[] {
  const { state } = useLearning(userId)
  const courseIds = (state?.enrollments ?? []).slice(0, coursesMax).map(({ courseId }) => courseId)
  return useQueries({
    queries: courseIds.map((courseId) =>
      reading(['course', courseId], (signal) =>
        answered(api.GET('/api/v1/courses/{courseId}', { params: { path: { courseId } }, signal })),
      ),
    ),
    combine: (read) =>
      read.flatMap(({ data: course }) =>
        (course?.modules ?? []).flatMap((module) =>
          module.lessons.map(({ id, title }) => ({
            id,
            title,
            moduleId: module.id,
            courseId: course!.id,
            course: course!.title,
          })),
        ),
      ),
  })
}
