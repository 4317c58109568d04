import { t } from '@lingui/core/macro'
import { Link } from 'react-router'
import { lessons as lessonCount, modules as moduleCount } from '../../language/counts'
import { duration } from '../../language/format'
import { levelName } from '../../language/names'
import { Cover } from '../../ui/Cover'
import { Icon } from '../../ui/icons'
import type { Course } from './queries'
import './catalog.css'

export function CourseHeading({ course }: { course: Course }) {
  const lessons = course.modules.flatMap((module) => module.lessons)
  const minutes = lessons.reduce((sum, lesson) => sum + (lesson.durationMinutes ?? 0), 0)
  return (
    <header className="course-heading">
      <title>{t`${course.title} · Academy`}</title>
      <Cover title={course.title} />
      <div>
        <Link to={`/courses?category=${encodeURIComponent(course.category)}`} className="eyebrow">
          {course.category}
        </Link>
        <h1 dir="auto">{course.title}</h1>
        <p className="course-heading-text" dir="auto">
          {course.description}
        </p>
        <ul className="facts">
          <li>
            <span className="tag">{levelName(course.level)}</span>
          </li>
          <li>
            <Icon name="book" size={18} />
            {moduleCount(course.modules.length)}
          </li>
          {lessons.length > 0 && (
            <li>
              <Icon name="play" size={18} />
              {lessonCount(lessons.length)}
            </li>
          )}
          {minutes > 0 && (
            <li>
              <Icon name="clock" size={18} />
              {duration(minutes)}
            </li>
          )}
          <li>
            <Icon name="teach" size={18} />
            {course.instructorName}
          </li>
        </ul>
      </div>
    </header>
  )
}
