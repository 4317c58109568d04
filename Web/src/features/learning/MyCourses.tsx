import { plural, t } from '@lingui/core/macro'
import { Link } from 'react-router'
import { number, percent as percentText } from '../../language/format'
import { Blank, Failed, Loading, ProgressBar, Skeleton } from '../../ui/controls'
import { Cover } from '../../ui/Cover'
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
  return {
    courses,
    titled: overall.data !== undefined,
    problem: overall.data ? null : overall.error,
    reload: overall.refetch,
  }
}

export function MyCourses({ userId }: { userId: string }) {
  const { courses, titled, problem, reload } = useMyCourses(userId)
  if (problem) return <Failed problem={problem} onRetry={reload} />
  if (!courses || !titled) {
    return (
      <Loading>
        <div className="my-courses">
          {[1, 2, 3].map((row) => (
            <Skeleton key={row} className="my-course-skeleton" />
          ))}
        </div>
      </Loading>
    )
  }
  if (courses.length === 0) {
    return (
      <Blank
        icon="book"
        title={t`Your first course is waiting`}
        action={<Link to="/courses" className="button primary">{t`Browse courses`}</Link>}
      >
        {t`Enroll in one and it is here, with your progress.`}
      </Blank>
    )
  }
  const rest = (course: MyCourse): number => (course.status === 'completed' ? 1 : 0)
  return (
    <ul className="my-courses">
      {[...courses]
        .sort((a, b) => rest(a) - rest(b))
        .map((course) => (
          <li key={course.enrollmentId}>
            <MyCourseCard course={course} />
          </li>
        ))}
    </ul>
  )
}

function MyCourseCard({ course }: { course: MyCourse }) {
  const completed = course.status === 'completed'
  const action = completed ? t`Review` : course.completedModules === 0 ? t`Start` : t`Continue`
  return (
    <article className="my-course card">
      <Cover title={course.title} />
      <div className="my-course-body">
        <h3 dir="auto">
          <Link to={`/courses/${course.courseId}`}>{course.title}</Link>
        </h3>
        <div className="my-course-progress">
          <ProgressBar percent={course.percent} label={t`Progress in ${course.title}`} />
          <span className="figure">{percentText(course.percent)}</span>
        </div>
        <p className="muted">{modulesDone(course.completedModules, course.total)}</p>
      </div>
      <Link
        to={`/courses/${course.courseId}`}
        className="button small secondary"
        aria-label={`${action}: ${course.title}`}
      >
        {action}
      </Link>
    </article>
  )
}

function modulesDone(done: number, all: number): string {
  return plural(all, { one: `${number(done)} of # module completed`, other: `${number(done)} of # modules completed` })
}

/** How far one is over all courses. */
export function OverallBar({ userId }: { userId: string }) {
  const { courses } = useMyCourses(userId)
  if (!courses) return <Skeleton className="overall-bar-skeleton" />
  if (courses.length === 0) return null
  const completed = courses.reduce((sum, course) => sum + course.completedModules, 0)
  const total = courses.reduce((sum, course) => sum + course.total, 0)
  const percent = percentOf(completed, total)
  return (
    <div className="overall-bar">
      <span className="muted">{modulesDone(completed, total)}</span>
      <ProgressBar percent={percent} label={t`Overall progress`} />
      <span className="figure">{percentText(percent)}</span>
    </div>
  )
}
