import { t } from '@lingui/core/macro'
import { Link } from 'react-router'
import { useMember } from '../../api/browserSession'
import { learners, modules } from '../../language/counts'
import { Blank, Failed, Loading, Skeleton } from '../../ui/controls'
import { Cover } from '../../ui/Cover'
import { Icon } from '../../ui/icons'
import { CoursesToTakeOver } from './CoursesToTakeOver'
import { useOwnCourses, type OwnCourse } from './queries'
import './instructor.css'

export function OwnCoursesPage() {
  const user = useMember()
  const courses = useOwnCourses(user.id)
  return (
    <>
      <title>{t`Teaching · Academy`}</title>
      <h1>{t`Teaching`}</h1>
      <p className="lead">{t`Open a course to see its learners complete modules as it happens.`}</p>
      <CoursesToTakeOver user={user} onTaken={() => void courses.refetch()} />
      {courses.error && !courses.data ? (
        <Failed problem={courses.error} onRetry={courses.refetch} />
      ) : !courses.data ? (
        <Loading>
          <div className="taught-grid">
            {[1, 2, 3].map((row) => (
              <Skeleton key={row} className="taught-skeleton" />
            ))}
          </div>
        </Loading>
      ) : courses.data.length === 0 ? (
        <Blank icon="teach" title={t`No courses yet`}>{t`The courses that you teach are listed here.`}</Blank>
      ) : (
        <ul className="taught-grid">
          {courses.data.map((course) => (
            <li key={course.id}>
              <Link to={`/instructor/courses/${course.id}`} className="taught card">
                <Cover title={course.title} />
                <span className="taught-body">
                  <span className="eyebrow">{course.category}</span>
                  <strong>{course.title}</strong>
                  <span className="muted">{factsOf(course)}</span>
                </span>
                <Icon name="arrow" />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function factsOf(course: OwnCourse): string {
  const size = t`${modules(course.moduleCount)}, ${learners(course.enrolledCount)}`
  return course.status === 'draft' ? t`Draft, ${size}` : size
}
