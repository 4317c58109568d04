import { Link } from 'react-router'
import { Cover } from '../../ui/Cover'
import { Icon } from '../../ui/icons'
import { count, minutes } from '../../ui/time'
import type { Course } from './queries'
import './catalog.css'

export function CourseHeading({ course }: { course: Course }) {
  const lessons = course.modules.flatMap((module) => module.lessons)
  const duration = lessons.reduce((sum, lesson) => sum + (lesson.durationMinutes ?? 0), 0)
  return (
    <header className="course-heading">
      <title>{`${course.title} · Academy`}</title>
      <Cover title={course.title} />
      <div>
        <Link to={`/courses?category=${encodeURIComponent(course.category)}`} className="eyebrow">{course.category}</Link>
        <h1>{course.title}</h1>
        <p className="course-heading-text">{course.description}</p>
        <ul className="facts">
          <li><span className="tag">{course.level}</span></li>
          <li><Icon name="book" size={18} />{count(course.modules.length, 'module')}</li>
          {lessons.length > 0 && <li><Icon name="play" size={18} />{count(lessons.length, 'lesson')}</li>}
          {duration > 0 && <li><Icon name="clock" size={18} />{minutes(duration)}</li>}
          <li><Icon name="teach" size={18} />{course.instructorName}</li>
        </ul>
      </div>
    </header>
  )
}
