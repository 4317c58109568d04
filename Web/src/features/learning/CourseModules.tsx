import { useEffect, useRef } from 'react'
import { announce } from '../../ui/announcer'
import { Icon, type IconName } from '../../ui/icons'
import { count, minutes } from '../../ui/time'
import { CompleteButton } from './CompleteButton'
import type { Enrollment, Learning } from './events'
import type { Outline } from './outline'
import './learning.css'

const kindIcons: Record<string, IconName> = { video: 'play', text: 'text', article: 'text', reading: 'text', quiz: 'question' }

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
  const duration = module.lessons.reduce((sum, lesson) => sum + (lesson.durationMinutes ?? 0), 0)
  const facts = [module.lessons.length > 0 && count(module.lessons.length, 'lesson'), duration > 0 && minutes(duration)]
  return (
    <li id={`module-${module.id}`} className="module card" data-completed={completed || undefined} data-next={next || undefined}>
      <div className="module-head">
        <span className="module-mark" aria-hidden="true">{completed ? <Icon name="check" size={18} /> : number}</span>
        <div className="module-name">
          <h3>{module.title}</h3>
          <p>
            {completed ? <span className="done-word">Completed</span> : null}
            {facts.filter(Boolean).map((fact) => <span key={String(fact)}>{fact}</span>)}
          </p>
        </div>
        {enrollment && !completed && (
          <CompleteButton kind="module" id={module.id} title={module.title} enrollmentId={enrollment.enrollmentId} prominent={next} />
        )}
      </div>
      {module.lessons.length > 0 && (
        <ul className="lessons">
          {module.lessons.map((lesson) => {
            const done = completed || (enrollment?.completedLessonIds.includes(lesson.id) ?? false)
            return (
              <li key={lesson.id} data-completed={done || undefined}>
                <Icon name={done ? 'check' : (kindIcons[lesson.kind] ?? 'text')} size={18} />
                <span className="lesson-title">
                  {lesson.title}
                  {done && <span className="visually-hidden"> (completed)</span>}
                </span>
                {lesson.durationMinutes ? <span className="lesson-length">{minutes(lesson.durationMinutes)}</span> : null}
                {enrollment && !done && (
                  <CompleteButton kind="lesson" id={lesson.id} title={lesson.title} enrollmentId={enrollment.enrollmentId} />
                )}
              </li>
            )
          })}
        </ul>
      )}
    </li>
  )
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
