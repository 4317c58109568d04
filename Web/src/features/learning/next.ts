import type { Enrollment } from './events'
import { inOrder, type Outline } from './outline'

export interface Step {
  module: Outline['modules'][number]
  /** Null: only the module itself is left to complete. */
  lesson: Outline['modules'][number]['lessons'][number] | null
  /** Lessons of the course that are done, and all. */
  done: number
  all: number
}

/** The course to go on with: the one that was learned in last and is not finished, else the latest that was begun. */
export function courseToContinue(
  enrollments: readonly Enrollment[],
  latest: readonly (string | null | undefined)[],
): string | null {
  const open = enrollments.filter(({ status }) => status === 'active')
  const last = latest.find((courseId) => open.some((each) => each.courseId === courseId))
  return (
    last ??
    open.findLast(({ completedLessonIds }) => completedLessonIds.length > 0)?.courseId ??
    open.at(-1)?.courseId ??
    null
  )
}

/** What comes next in a course; null: nothing is left. */
export function nextStep(course: Outline, enrollment: Enrollment): Step | null {
  const lessons = course.modules.flatMap((module) => module.lessons)
  const done = lessons.filter(({ id }) => enrollment.completedLessonIds.includes(id)).length
  for (const module of inOrder(course)) {
    if (enrollment.completedModuleIds.includes(module.id)) continue
    const lesson = module.lessons.find(({ id }) => !enrollment.completedLessonIds.includes(id)) ?? null
    return { module, lesson, done, all: lessons.length }
  }
  return null
}
