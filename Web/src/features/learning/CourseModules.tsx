import { useEffect, useRef, useState } from 'react'
import { announce } from '../../ui/announcer'
import { Icon } from '../../ui/icons'
import { count, minutes } from '../../ui/time'
import { CompleteButton } from './CompleteButton'
import type { Enrollment, Learning } from './events'
import { LessonRow } from './LessonRow'
import type { Outline } from './outline'
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
      <h2 id="modules-title" className="section-title">Modules</h2>
      <ol className="modules">
        {inOrder(course).map((module, index) => (
          <ModuleCard key={module.id} module={module} number={index + 1} enrollment={enrollment} next={module.id === next?.id} />
        ))}
      </ol>
    </section>
  )
}

export function inOrder(course: Outline): Outline['modules'] {
  return [...course.modules].sort((a, b) => a.order - b.order)
}

export function nextModule(course: Outline, enrollment: Enrollment | undefined): Outline['modules'][number] | undefined {
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
  const [open, setOpen] = useState(next || (!enrollment && number === 1))
  useEffect(() => {
    if (next) setOpen(true)
  }, [next])
  return (
    <li id={`module-${module.id}`} tabIndex={-1} className="module card" data-completed={completed || undefined} data-next={next || undefined}>
      <div className="module-head">
        <span className="module-mark" aria-hidden="true">{completed ? <Icon name="check" size={18} /> : number}</span>
        <div className="module-name">
          <h3>{module.title}</h3>
          <p>
            {completed ? (
              <span className="done-word">{remaining > 0 ? `Completed, ${count(remaining, 'new lesson')}` : 'Completed'}</span>
            ) : isNew ? (
              'New'
            ) : doneLessons.length > 0 ? (
              `${doneLessons.length} of ${count(module.lessons.length, 'lesson')} completed`
            ) : next ? (
              'Up next'
            ) : null}
          </p>
        </div>
        {enrollment && !completed && remaining === 0 && (
          <CompleteButton kind="module" id={module.id} title={module.title} enrollmentId={enrollment.enrollmentId} prominent={next} />
        )}
      </div>
      {module.description && <p className="module-text">{module.description}</p>}
      {module.lessons.length > 0 && (
        <details className="module-lessons" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{factsOf(module)}</summary>
          <ul className="lessons">
            {module.lessons.map((lesson) => (
              <LessonRow key={lesson.id} lesson={lesson} enrollment={enrollment} done={doneLessons.includes(lesson)}
                next={next && lesson === module.lessons.find((each) => !doneLessons.includes(each))} />
            ))}
          </ul>
        </details>
      )}
    </li>
  )
}

function factsOf(module: Outline['modules'][number]): string {
  const duration = module.lessons.reduce((sum, lesson) => sum + (lesson.durationMinutes ?? 0), 0)
  return count(module.lessons.length, 'lesson') + (duration > 0 ? `, ${minutes(duration)}` : '')
}

function useAnnouncedCompletions(course: Outline, enrollment: Enrollment | undefined, learning: Learning | undefined): void {
  const latest = learning?.latest
  const told = useRef(latest?.seq ?? 0)
  useEffect(() => {
    if (!latest || latest.seq <= told.current || latest.courseId !== course.id) return
    told.current = latest.seq
    const module = course.modules.find((each) => each.id === latest.moduleId)
    const lesson = module?.lessons.find((each) => each.id === latest.lessonId)
    if (latest.kind === 'course') announce(`Course “${course.title}” completed.`)
    else if (latest.kind === 'lesson') announce(`Lesson “${lesson?.title ?? ''}” completed.`)
    else announce(`Module “${module?.title ?? ''}” completed. The course is at ${enrollment?.percent ?? 0} percent.`)
  }, [latest, course, enrollment])
}
