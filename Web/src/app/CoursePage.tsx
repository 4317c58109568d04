import { useParams } from 'react-router'
import { useUser } from '../api/browserSession'
import { CourseHeading } from '../features/catalog/CourseHeading'
import { useCourse } from '../features/catalog/queries'
import { CourseRoomLink } from '../features/chat/rooms/CourseRoomLink'
import { CourseModules } from '../features/learning/CourseModules'
import { EnrollPanel } from '../features/learning/EnrollPanel'
import { useLearning } from '../features/learning/events'
import { Failed, Loading, Skeleton } from '../ui/controls'
import { NotFoundPage } from './NotFoundPage'

export function CoursePage() {
  const { courseId } = useParams() as { courseId: string }
  return <CourseView key={courseId} courseId={courseId} />
}

function CourseView({ courseId }: { courseId: string }) {
  const user = useUser()
  const course = useCourse(courseId)
  const { state: learning } = useLearning(user?.id ?? null)

  if (course.error && (course.error.status === 404 || course.error.status === 400)) return <NotFoundPage />
  if (course.error && !course.data) return <Failed level={1} problem={course.error} onRetry={course.refetch} />
  if (!course.data) {
    return (
      <Loading>
        <Skeleton className="heading-skeleton" />
        <div className="course-layout">
          <Skeleton className="module-skeleton" />
          <Skeleton className="panel-skeleton" />
        </div>
      </Loading>
    )
  }
  const enrollment = learning?.enrollments.find((each) => each.courseId === courseId)
  return (
    <>
      <CourseHeading course={course.data} />
      <div className="course-layout">
        <EnrollPanel
          course={course.data}
          enrollment={enrollment}
          userId={user?.id ?? null}
          known={learning !== undefined}
        >
          <CourseRoomLink courseId={courseId} />
        </EnrollPanel>
        <CourseModules course={course.data} enrollment={enrollment} learning={learning} />
      </div>
    </>
  )
}
