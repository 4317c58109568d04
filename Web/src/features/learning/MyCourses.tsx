import { Link } from 'react-router'
import { Blank, Failed, Loading, ProgressBar, ProgressRing, Skeleton } from '../../ui/controls'
import { Cover } from '../../ui/Cover'
import { count } from '../../ui/time'
import { useOverall } from './commands'
import { percentOf, useLearning, type Enrollment } from './events'
import './learning.css'

interface MyCourse extends Enrollment {
  title: string
  total: number
}

/** Own courses: who and how far is live from the stream; the titles are read. */
function useMyCourses(userId: string) {
  const { state } = useLearning(userId)
  const overall = useOverall(state?.enrollments.map((each) => each.courseId))
  const read = new Map(overall.data?.courses.map((course) => [course.courseId, course]))
  const courses: MyCourse[] | undefined = state?.enrollments.map((each) => {
    const known = read.get(each.courseId)
    return { ...each, title: known?.title ?? '…', total: each.totalModules || (known?.total ?? 0) }
  })
  return { courses, titled: overall.data !== undefined, problem: overall.data ? null : overall.error, reload: overall.refetch }
}

export function MyCourses({ userId }: { userId: string }) {
  const { courses, titled, problem, reload } = useMyCourses(userId)
  if (problem) return <Failed problem={problem} onRetry={reload} />
  if (!courses || !titled) {
    return (
      <Loading>
        <div className="my-courses">
          {[1, 2, 3].map((row) => <Skeleton key={row} className="my-course-skeleton" />)}
        </div>
      </Loading>
    )
  }
  if (courses.length === 0) {
    return (
      <Blank icon="book" title="Your first course is waiting" action={<Link to="/courses" className="button primary">Browse courses</Link>}>
        Enroll in one and it is here, with your progress.
      </Blank>
    )
  }
  const rest = (course: MyCourse): number => (course.status === 'completed' ? 1 : 0)
  return (
    <ul className="my-courses">
      {[...courses].sort((a, b) => rest(a) - rest(b)).map((course) => <li key={course.enrollmentId}><MyCourseCard course={course} /></li>)}
    </ul>
  )
}

function MyCourseCard({ course }: { course: MyCourse }) {
  const completed = course.status === 'completed'
  const action = completed ? 'Review' : course.completedModules === 0 ? 'Start' : 'Continue'
  return (
    <article className="my-course card">
      <Cover title={course.title} />
      <div className="my-course-body">
        <h3><Link to={`/courses/${course.courseId}`}>{course.title}</Link></h3>
        <div className="my-course-progress">
          <ProgressBar percent={course.percent} label={`Progress in ${course.title}`} />
          <span className="figure">{course.percent} %</span>
        </div>
        <p className="muted">{course.completedModules} of {count(course.total, 'module')} completed</p>
      </div>
      <Link to={`/courses/${course.courseId}`} className={`button small ${completed ? 'secondary' : 'primary'}`}
        aria-label={`${action} ${course.title}`}>
        {action}
      </Link>
    </article>
  )
}

export function OverallCard({ userId }: { userId: string }) {
  const { courses } = useMyCourses(userId)
  if (!courses) return <Skeleton className="stat-skeleton" />
  const completed = courses.reduce((sum, course) => sum + course.completedModules, 0)
  const total = courses.reduce((sum, course) => sum + course.total, 0)
  const percent = percentOf(completed, total)
  return (
    <section className="stat card overall" aria-label="Overall progress">
      <ProgressRing percent={percent} label="Overall progress" size={84} />
      <div>
        <p className="stat-label">Overall progress</p>
        <p className="stat-value">{completed} <small>of {count(total, 'module')}</small></p>
        <p className="muted">in {count(courses.length, 'course')}</p>
      </div>
    </section>
  )
}
