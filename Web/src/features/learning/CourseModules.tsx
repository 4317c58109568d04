import { plural, t } from '@lingui/core/macro'
import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'react-router'
import { lessons } from '../../language/counts'
import { duration, number, percent } from '../../language/format'
import { announce } from '../../ui/announcer'
import { Icon } from '../../ui/icons'
import { CompleteButton } from './CompleteButton'
import type { Enrollment, Learning } from './events'
import { LessonRow } from './LessonRow'
import { inOrder, type Outline } from './outline'
import './learning.css'

interface CourseModulesProps {
  course: Outline
  enrollment: Enrollment | undefined
  learning: Learning | undefined
}

export function CourseModules({ course, enrollment, learning }: CourseModulesProps) {
  useAnnouncedCompletions(course, enrollment, learning)
  const next = nextModule(course, enrollment)
  return (
    <section aria-labelledby="modules-title">
      <h2 id="modules-title" className="section-title">{t`Modules`}</h2>
      <ol className="modules">
        {inOrder(course).map((module, index) => (
          <ModuleCard
            key={module.id}
            module={module}
            number={index + 1}
            enrollment={enrollment}
            next={module.id === next?.id}
          />
        ))}
      </ol>
    </section>
  )
}

export function nextModule(
  course: Outline,
  enrollment: Enrollment | undefined,
): Outline['modules'][number] | undefined {
  return enrollment && inOrder(course).find((module) => !enrollment.completedModuleIds.includes(module.id))
}

interface ModuleCardProps {
  module: Outline['modules'][number]
  number: number
  enrollment: Enrollment | undefined
  next: boolean
}

function ModuleCard({ module, number, enrollment, next }: ModuleCardProps) {
  const completed = enrollment?.completedModuleIds.includes(module.id) ?? false
  const doneLessons = module.lessons.filter(({ id }) => enrollment?.completedLessonIds.includes(id))
  const remaining = module.lessons.length - doneLessons.length
  // A completed course stays completed: what came later is new, and can be done.
  const isNew = !completed && enrollment?.status === 'completed'
  // What is up next opens by itself; what was opened stays open.
  const isMeant = useLocation().hash === `#module-${module.id}`
  const [open, setOpen] = useState(next || isMeant || (!enrollment && number === 1))
  const card = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (!isMeant) return
    setOpen(true)
    card.current?.scrollIntoView({ block: 'start' })
  }, [isMeant])
  useEffect(() => {
    if (next) setOpen(true)
  }, [next])
  return (
    <li
      id={`module-${module.id}`}
      ref={card}
      tabIndex={-1}
      className="module card"
      data-completed={completed || undefined}
      data-next={next || undefined}
    >
      <div className="module-head">
        <span className="module-mark" aria-hidden="true">
          {completed ? <Icon name="check" size={18} /> : number}
        </span>
        <div className="module-name">
          <h3 dir="auto">{module.title}</h3>
          <p>
            {completed ? (
              <span className="done-word">
                {remaining > 0
                  ? plural(remaining, { one: 'Completed, # new lesson', other: 'Completed, # new lessons' })
                  : t`Completed`}
              </span>
            ) : isNew ? (
              t`New`
            ) : doneLessons.length > 0 ? (
              lessonsDone(doneLessons.length, module.lessons.length)
            ) : next ? (
              t`Up next`
            ) : null}
          </p>
        </div>
        {enrollment && !completed && remaining === 0 && (
          <CompleteButton
            kind="module"
            id={module.id}
            title={module.title}
            enrollmentId={enrollment.enrollmentId}
            prominent={next}
          />
        )}
      </div>
      {module.description && (
        <p className="module-text" dir="auto">
          {module.description}
        </p>
      )}
      {module.lessons.length > 0 && (
        <details className="module-lessons" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{factsOf(module)}</summary>
          <ul className="lessons">
            {module.lessons.map((lesson) => (
              <LessonRow
                key={lesson.id}
                lesson={lesson}
                enrollment={enrollment}
                done={doneLessons.includes(lesson)}
                next={next && lesson === module.lessons.find((each) => !doneLessons.includes(each))}
              />
            ))}
          </ul>
        </details>
      )}
    </li>
  )
}

function lessonsDone(done: number, all: number): string {
  return plural(all, { one: `${number(done)} of # lesson completed`, other: `${number(done)} of # lessons completed` })
}

function factsOf(module: Outline['modules'][number]): string {
  const minutes = module.lessons.reduce((sum, lesson) => sum + (lesson.durationMinutes ?? 0), 0)
  const all = lessons(module.lessons.length)
  return minutes > 0 ? t`${all}, ${duration(minutes)}` : all
}

function useAnnouncedCompletions(
  course: Outline,
  enrollment: Enrollment | undefined,
  learning: Learning | undefined,
): void {
  const latest = learning?.latest
  const told = useRef(latest?.seq ?? 0)
  useEffect(() => {
    if (!latest || latest.seq <= told.current || latest.courseId !== course.id) return
    told.current = latest.seq
    const module = course.modules.find((each) => each.id === latest.moduleId)
    const lesson = module?.lessons.find((each) => each.id === latest.lessonId)
    if (latest.kind === 'course') announce(t`Course “${course.title}” completed.`)
    else if (latest.kind === 'lesson') announce(t`Lesson “${lesson?.title ?? ''}” completed.`)
    else announce(t`Module “${module?.title ?? ''}” completed. The course is at ${percent(enrollment?.percent ?? 0)}.`)
  }, [latest, course, enrollment])
}
