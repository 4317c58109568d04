import { t } from '@lingui/core/macro'
import { lazy, Suspense } from 'react'
import { duration } from '../../language/format'
import { Icon, type IconName } from '../../ui/icons'
import { CompleteButton } from './CompleteButton'
import type { Enrollment } from './events'
import type { Outline } from './outline'

const kindIcons: Record<string, IconName> = {
  text: 'text',
  video: 'play',
  exercise: 'pencil',
  link: 'link',
  quiz: 'question',
}

interface LessonRowProps {
  lesson: Outline['modules'][number]['lessons'][number]
  enrollment: Enrollment | undefined
  done: boolean
  next: boolean
}

export function LessonRow({ lesson, enrollment, done, next }: LessonRowProps) {
  const title = (
    <>
      {lesson.title}
      {done && <span className="visually-hidden"> {t`(completed)`}</span>}
    </>
  )
  return (
    <li tabIndex={-1} data-completed={done || undefined}>
      <Icon name={done ? 'check' : (kindIcons[lesson.kind] ?? 'text')} size={18} />
      {lesson.content ? (
        <details className="lesson-title">
          <summary>{title}</summary>
          <LessonContent content={lesson.content} />
        </details>
      ) : (
        <span className="lesson-title" dir="auto">
          {title}
        </span>
      )}
      {lesson.durationMinutes ? <span className="lesson-length">{duration(lesson.durationMinutes)}</span> : null}
      {enrollment && !done && (
        <CompleteButton
          kind="lesson"
          id={lesson.id}
          title={lesson.title}
          enrollmentId={enrollment.enrollmentId}
          prominent={next}
        />
      )}
    </li>
  )
}

const Markdown = lazy(() => import('../../ui/Markdown'))

/** As it was written until what draws it is there; a content that is an address, as a link. */
function LessonContent({ content }: { content: string }) {
  const text = content.trim()
  if (/^https?:\/\/\S+$/.test(text)) {
    return (
      <div className="lesson-content">
        <a href={text} target="_blank" rel="noopener noreferrer">
          {text}
        </a>
      </div>
    )
  }
  return (
    <div className="lesson-content">
      <Suspense
        fallback={
          <p className="lesson-plain" dir="auto">
            {content}
          </p>
        }
      >
        <Markdown text={content} />
      </Suspense>
    </div>
  )
}
