import { Link } from 'react-router'
import { modules } from '../../language/counts'
import { levelName } from '../../language/names'
import { Cover } from '../../ui/Cover'
import type { CourseSummary } from './queries'

export function CourseCard({ course }: { course: CourseSummary }) {
  return (
    <article className="course-card card">
      <Cover title={course.title} />
      <div className="course-card-body">
        <p className="eyebrow">{course.category}</p>
        <h2 dir="auto">
          <Link to={`/courses/${course.id}`}>{course.title}</Link>
        </h2>
        <p className="course-card-text" dir="auto">
          {course.description}
        </p>
        <p className="course-card-facts">
          <span className="tag">{levelName(course.level)}</span>
          <span>{modules(course.moduleCount)}</span>
          <span className="truncate" dir="auto">
            {course.instructorName}
          </span>
        </p>
      </div>
    </article>
  )
}
