import { t } from '@lingui/core/macro'
import { useCommand } from '../../api/command'
import type { User } from '../../api/session'
import { learners } from '../../language/counts'
import { Button, ProblemNote } from '../../ui/controls'
import { takeOver, useCoursesToTakeOver, type CourseToTakeOver } from './queries'

/** Shown to administrators while a published course needs somebody to teach it. */
export function CoursesToTakeOver({ user, onTaken }: { user: User; onTaken: () => void }) {
  const courses = useCoursesToTakeOver(user.role === 'admin' ? user.id : null)
  if (!courses.data || courses.data.length === 0) return null
  const taken = (): void => {
    void courses.refetch()
    onTaken()
  }
  return (
    <section aria-labelledby="take-over">
      <h2 id="take-over">{t`Courses that need an instructor`}</h2>
      <p className="muted">{t`Their instructors are gone, or wait to leave until somebody else teaches these courses.`}</p>
      <ul className="taught-grid">
        {courses.data.map((course) => (
          <Row key={course.id} course={course} user={user} onTaken={taken} />
        ))}
      </ul>
    </section>
  )
}

function Row({ course, user, onTaken }: { course: CourseToTakeOver; user: User; onTaken: () => void }) {
  const command = useCommand((key) => takeOver(key, course.id, user.id).then(() => true as const))
  const submit = async (): Promise<void> => {
    if (await command.run()) onTaken()
  }
  return (
    <li className="to-take-over card">
      <span>
        <strong>{course.title}</strong>
        <span className="muted">
          {course.instructorName
            ? t`${course.instructorName} wants to leave, ${learners(course.enrolledCount)}`
            : t`No instructor, ${learners(course.enrolledCount)}`}
        </span>
        <ProblemNote problem={command.problem} />
      </span>
      <Button small tone="primary" pending={command.pending} onClick={() => void submit()}>{t`Take over`}</Button>
    </li>
  )
}
