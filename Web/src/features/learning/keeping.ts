import { useEffect } from 'react'
import { kept } from '../../api/browserKept'
import { courseReading } from '../../api/course'
import { keptNameOf, queries } from '../../api/reading'
import { useLearning } from './events'

// Whoever is in more courses has the others on this device once they have opened them.
const coursesMax = 40
const freshForMs = 60 * 60_000

/**
 * The courses that somebody is in are kept on this device, also those that were never opened on it: read one by one,
 * behind everything else, and again when they are older than an hour.
 */
export function useCoursesKept(userId: string): void {
  const { state, phase } = useLearning(userId)
  // The latest enrollments first.
  const courses = (state?.enrollments ?? [])
    .map(({ courseId }) => courseId)
    .reverse()
    .slice(0, coursesMax)
    .join(' ')
  const isLive = phase === 'live'
  useEffect(() => {
    if (!isLive || courses === '') return
    const gone = new AbortController()
    const later = window.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 500))
    later(() => void keepCourses(courses.split(' '), gone.signal))
    return () => gone.abort()
  }, [courses, isLive])
}

async function keepCourses(courseIds: string[], gone: AbortSignal): Promise<void> {
  for (const courseId of courseIds) {
    const course = courseReading(courseId)
    const at = await kept.writtenAt(keptNameOf(course.queryKey)).catch(() => null)
    if (gone.aborted) return
    if (at === null || Date.now() - at > freshForMs) await queries.prefetchQuery(course)
  }
}
