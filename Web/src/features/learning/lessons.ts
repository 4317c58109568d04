import { useQueries } from '@tanstack/react-query'
import { courseReading } from '../../api/course'
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
    queries: courseIds.map(courseReading),
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
