import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { useState, type ReactNode } from 'react'
import { Link } from 'react-router'
import { useWaiting } from '../../api/browserOutbox'
import { useCommand } from '../../api/command'
import { isKept } from '../../api/outbox'
import { number } from '../../language/format'
import { Button, ProblemNote, ProgressBar, ProgressRing, Skeleton } from '../../ui/controls'
import { useFocusHeir } from '../../ui/focus'
import { Icon } from '../../ui/icons'
import { Confirm } from '../../ui/Confirm'
import { enrollOrKeep, leaveOrKeep } from './commands'
import { nextModule } from './CourseModules'
import type { Enrollment } from './events'
import type { Outline } from './outline'
import './learning.css'

interface EnrollPanelProps {
  course: Outline
  enrollment: Enrollment | undefined
  /** Who looks; null: a guest. */
  userId: string | null
  /** Whether it is known yet if the caller is enrolled. */
  known: boolean
  /** For those who are enrolled, besides. */
  children?: ReactNode
}

export function EnrollPanel({ course, enrollment, userId, known, children }: EnrollPanelProps) {
  if (userId && !known) return <Skeleton className="panel-skeleton" />
  if (enrollment)
    return (
      <ProgressPanel course={course} enrollment={enrollment}>
        {children}
      </ProgressPanel>
    )
  if (userId && userId === course.instructorId) return <OwnCourse course={course}>{children}</OwnCourse>
  return <Offer course={course} loggedIn={userId !== null} />
}

/** Whoever teaches a course is no learner in it. */
function OwnCourse({ course, children }: { course: Outline; children: ReactNode }) {
  return (
    <aside className="panel card" aria-label={t`Your course`}>
      <p className="panel-line">{t`You teach this course. This is how it looks to learners.`}</p>
      <Link className="button primary wide" to={`/instructor/courses/${course.id}`}>{t`See your learners`}</Link>
      {children}
    </aside>
  )
}

function Offer({ course, loggedIn }: { course: Outline; loggedIn: boolean }) {
  const join = useCommand(async (key: string) => (await enrollOrKeep(key, course.id, course.title)) !== isKept)
  const kept = useWaiting().find(({ kind, args }) => kind === 'learning.enroll' && args[0] === course.id)
  const panel = useFocusHeir<HTMLElement>()
  return (
    <aside className="panel card" aria-label={t`Enrollment`} ref={panel}>
      <p className="panel-line">{t`Free to join. Your progress starts with the first lesson.`}</p>
      {loggedIn && kept?.state === 'waiting' ? (
        <p className="complete-kept" role="status">
          <Icon name="clock" size={16} /> {t`You are enrolled with the next connection`}
        </p>
      ) : loggedIn ? (
        <Button
          tone="primary"
          className="wide"
          pending={join.pending || join.answer === true}
          onClick={() => void join.run()}
        >
          {t`Enroll in this course`}
        </Button>
      ) : (
        <Link className="button primary wide" to={`/login?next=${encodeURIComponent(`/courses/${course.id}`)}`}>
          {t`Log in to enroll`}
        </Link>
      )}
      <ProblemNote problem={join.problem} onRetry={() => void join.run()} />
      {kept?.state === 'refused' && (
        <p className="field-error" role="alert">
          {kept.refusal}
        </p>
      )}
    </aside>
  )
}

function ProgressPanel({
  course,
  enrollment,
  children,
}: {
  course: Outline
  enrollment: Enrollment
  children: ReactNode
}) {
  const total = enrollment.totalModules || course.modules.length
  const done = number(enrollment.completedModules)
  const next = nextModule(course, enrollment)
  const finished = enrollment.status === 'completed' || !next
  return (
    <aside className="panel progress-panel card" aria-label={t`Your progress`}>
      <ProgressRing percent={enrollment.percent} label={t`Progress in ${course.title}`} />
      <div className="panel-text">
        <p className="panel-figure">
          <Plural
            value={total}
            one={
              <Trans>
                <strong>{done}</strong> of # module completed
              </Trans>
            }
            other={
              <Trans>
                <strong>{done}</strong> of # modules completed
              </Trans>
            }
          />
        </p>
        <ProgressBar percent={enrollment.percent} label={t`Progress in ${course.title}`} />
        {finished ? (
          <p className="panel-finished">
            <Icon name="flag" size={18} /> {t`Course completed. Well done.`}
          </p>
        ) : (
          <p className="panel-next">
            <Trans>
              Next: <a href={`#module-${next.id}`}>{next.title}</a>
            </Trans>
          </p>
        )}
        {children}
        <Leave course={course} enrollment={enrollment} />
      </div>
    </aside>
  )
}

/** What shows that one has left is the event that says so. */
function Leave({ course: { title }, enrollment }: { course: Outline; enrollment: Enrollment }) {
  const [asks, setAsks] = useState(false)
  const leave = useCommand((key) => leaveOrKeep(key, enrollment.enrollmentId, title).then(() => true as const))
  const kept = useWaiting().find(({ kind, args }) => kind === 'learning.leave' && args[0] === enrollment.enrollmentId)
  if (kept?.state === 'waiting') {
    return (
      <p className="complete-kept" role="status">
        <Icon name="clock" size={16} /> {t`You leave with the next connection`}
      </p>
    )
  }
  return (
    <>
      <button
        type="button"
        className="link-button panel-leave"
        onClick={() => setAsks(true)}
      >{t`Leave this course`}</button>
      {asks && (
        <Confirm title={t`Leave ${title}?`} act={t`Leave`} command={leave} onClose={() => setAsks(false)}>
          {t`Your XP stay, and so does what you have completed: enroll again at any time, and go on where you were.`}
        </Confirm>
      )}
    </>
  )
}
