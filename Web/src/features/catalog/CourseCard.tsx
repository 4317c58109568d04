import { Link } from 'react-router'
import { Cover } from '../../ui/Cover'
import { count } from '../../ui/time'
import type { CourseSummary } from './queries'

export function CourseCard({ course }: { course: CourseSummary }) {
  return (
    <article className="course-card card">
      <Cover title={course.title} />
      <div className="course-card-body">
        <p className="eyebrow">{course.category}</p>
        <h2>
          <Link to={`/courses/${course.id}`}>{course.title}</Link>
        </h2>
        <p className="course-card-text">{course.description}</p>
        <p className="course-card-facts">
          <span className="tag">{course.level}</span>
          <span>{count(course.moduleCount, 'module')}</span>
          <span className="truncate">{course.instructorName}</span>
        </p>
      </div>
    </article>
  )
}
