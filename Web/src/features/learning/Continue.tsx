import { t } from '@lingui/core/macro'
import { Link } from 'react-router'
import { duration, number } from '../../language/format'
import { Skeleton } from '../../ui/controls'
import { Cover } from '../../ui/Cover'
import { inOrder } from './CourseModules'
import type { Enrollment } from './events'
import type { Outline } from './outline'
import './continue.css'

export interface Step {
  module: Outline['modules'][number]
  /** Null: only the module itself is left to complete. */
  lesson: Outline['modules'][number]['lessons'][number] | null
  /** Lessons of the course that are done, and all. */
  done: number
  all: number
}

/** The course to go on with: the one that was learned in last and is not finished, else the latest that was begun. */
export function courseToContinue(enrollments: readonly Enrollment[], latest: readonly (string | null | undefined)[]): string | null {
  const open = enrollments.filter(({ status }) => status === 'active')
  const last = latest.find((courseId) => open.some((each) => each.courseId === courseId))
  return last ?? open.findLast(({ completedLessonIds }) => completedLessonIds.length > 0)?.courseId ?? open.at(-1)?.courseId ?? null
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

export function ContinueCard({ course, enrollment }: { course: Outline; enrollment: Enrollment }) {
  const step = nextStep(course, enrollment)
  if (!step) return null
  const { module, lesson, done, all } = step
  const began = done > 0 || enrollment.completedModules > 0
  const place = number(done + 1)
  const lessons = number(all)
  const facts = [
    lesson?.durationMinutes ? duration(lesson.durationMinutes) : null,
    lesson ? t`lesson ${place} of ${lessons}` : null,
    module.title,
  ].filter((fact) => fact !== null)
  return (
    <section className="continue card" aria-labelledby="continue-title">
      <Cover title={course.title} />
      <div className="continue-body">
        <p className="continue-eyebrow"><span>{began ? t`Continue` : t`Start`}</span> <span dir="auto">{course.title}</span></p>
        <h2 id="continue-title" dir="auto">{lesson?.title ?? module.title}</h2>
        <p className="muted">{facts.map((fact, index) => <span key={fact} dir="auto">{index > 0 && ' · '}{fact}</span>)}</p>
      </div>
      <Link to={`/courses/${course.id}`} className="button primary" data-continue>{began ? t`Continue` : t`Start`}</Link>
    </section>
  )
}

export function ContinueSkeleton() {
  return <Skeleton className="continue-skeleton" />
}
