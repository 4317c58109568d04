import { t } from '@lingui/core/macro'
import { useMember } from '../api/browserSession'
import { useCourse } from '../features/catalog/queries'
import { useGameActivity, type Activity } from '../features/gamification/activity'
import { useGame } from '../features/gamification/events'
import { LevelCard } from '../features/gamification/StatCards'
import { RecentlyEarned, WeekStrip } from '../features/gamification/Week'
import { ContinueCard, ContinueSkeleton } from '../features/learning/Continue'
import { useLearning, type Enrollment } from '../features/learning/events'
import { MyCourses, OverallBar } from '../features/learning/MyCourses'
import { courseToContinue } from '../features/learning/next'
import './home.css'

/** A learner's home: what to go on with comes first. */
export function DashboardPage() {
  const user = useMember()
  const { state: game } = useGame(user.id)
  const activity = useGameActivity(user.id, game?.xp)
  const firstName = user.displayName.split(' ')[0]!
  return (
    <>
      <title>{t`Home · Academy`}</title>
      <h1>{greeting(new Date().getHours(), firstName)}</h1>
      <div className="home">
        <div className="home-main">
          <Continue userId={user.id} activity={activity.data} isKnown={!activity.isPending || activity.isError} />
          <section aria-labelledby="my-courses-title">
            <h2 id="my-courses-title" className="section-title">{t`My courses`}</h2>
            <OverallBar userId={user.id} />
            <MyCourses userId={user.id} />
          </section>
        </div>
        <div className="home-side">
          <WeekStrip userId={user.id} activity={activity.data} problem={activity.error} onRetry={activity.refetch} />
          <LevelCard userId={user.id} />
          <section aria-labelledby="recently-title">
            <h2 id="recently-title" className="section-title">{t`Recently`}</h2>
            <RecentlyEarned activity={activity.data} hasFailed={activity.isError} />
          </section>
        </div>
      </div>
    </>
  )
}

function greeting(hour: number, firstName: string): string {
  if (hour >= 5 && hour < 12) return t`Good morning, ${firstName}`
  return hour >= 12 && hour < 18 ? t`Good afternoon, ${firstName}` : t`Good evening, ${firstName}`
}

interface ContinueProps {
  userId: string
  activity: Activity | undefined
  /** Whether it was found out in which course one was last. */
  isKnown: boolean
}

function Continue({ userId, activity, isKnown }: ContinueProps) {
  const { state: learning } = useLearning(userId)
  if (!learning || !isKnown) return <ContinueSkeleton />
  const courseId = courseToContinue(learning.enrollments, activity?.recent.map((earned) => earned.courseId) ?? [])
  const enrollment = learning.enrollments.find((each) => each.courseId === courseId)
  if (!courseId || !enrollment) return null
  return <ContinueIn key={courseId} courseId={courseId} enrollment={enrollment} />
}

function ContinueIn({ courseId, enrollment }: { courseId: string; enrollment: Enrollment }) {
  const course = useCourse(courseId)
  // Where the course cannot be read, the list below still leads to it.
  if (!course.data) return course.error ? null : <ContinueSkeleton />
  return <ContinueCard course={course.data} enrollment={enrollment} />
}
