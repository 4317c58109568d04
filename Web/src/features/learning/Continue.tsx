import { t } from '@lingui/core/macro'
import { Link } from 'react-router'
import { duration, number } from '../../language/format'
import { Skeleton } from '../../ui/controls'
import { Cover } from '../../ui/Cover'
import type { Enrollment } from './events'
import { nextStep } from './next'
import type { Outline } from './outline'
import './continue.css'

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
    lesson ? module.title : t`Only the module itself is left to complete`,
  ].filter((fact) => fact !== null)
  return (
    <section className="continue card" aria-labelledby="continue-title">
      <Cover title={course.title} />
      <div className="continue-body">
        <p className="continue-eyebrow">
          <span>{began ? t`Continue` : t`Start`}</span> <span dir="auto">{course.title}</span>
        </p>
        <h2 id="continue-title" dir="auto">
          {lesson?.title ?? module.title}
        </h2>
        <p className="muted">
          {facts.map((fact, index) => (
            <span key={fact} dir="auto">
              {index > 0 && ' · '}
              {fact}
            </span>
          ))}
        </p>
      </div>
      <Link to={`/courses/${course.id}#module-${module.id}`} className="button primary" data-continue>
        {began ? t`Continue` : t`Start`}
      </Link>
    </section>
  )
}

export function ContinueSkeleton() {
  return <Skeleton className="continue-skeleton" />
}
