import { Link } from 'react-router'
import { useMember } from '../../api/browserSession'
import { Blank, Failed, Loading, Skeleton } from '../../ui/controls'
import { Cover } from '../../ui/Cover'
import { Icon } from '../../ui/icons'
import { count } from '../../ui/time'
import { CoursesToTakeOver } from './CoursesToTakeOver'
import { useOwnCourses } from './queries'
import './instructor.css'

export function OwnCoursesPage() {
  const user = useMember()
  const courses = useOwnCourses(user.id)
  return (
    <>
      <title>Teaching · Academy</title>
      <h1>Teaching</h1>
      <p className="lead">Open a course to see its learners complete modules as it happens.</p>
      <CoursesToTakeOver user={user} onTaken={() => void courses.refetch()} />
      {courses.error && !courses.data ? (
        <Failed problem={courses.error} onRetry={courses.refetch} />
      ) : !courses.data ? (
        <Loading>
          <div className="taught-grid">{[1, 2, 3].map((row) => <Skeleton key={row} className="taught-skeleton" />)}</div>
        </Loading>
      ) : courses.data.length === 0 ? (
        <Blank icon="teach" title="No courses yet">The courses that you teach are listed here.</Blank>
      ) : (
        <ul className="taught-grid">
          {courses.data.map((course) => (
            <li key={course.id}>
              <Link to={`/instructor/courses/${course.id}`} className="taught card">
                <Cover title={course.title} />
                <span className="taught-body">
                  <span className="eyebrow">{course.category}</span>
                  <strong>{course.title}</strong>
                  <span className="muted">
                    {course.status === 'draft' ? 'Draft, ' : ''}
                    {count(course.moduleCount, 'module')}, {count(course.enrolledCount, 'learner')}
                  </span>
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
