import { useEffect, useRef } from 'react'
import { Link, useParams } from 'react-router'
import { useMember } from '../../api/browserSession'
import { announce } from '../../ui/announcer'
import { Avatar, Blank, Failed, Loading, ProgressBar, Skeleton } from '../../ui/controls'
import { Ago } from '../../ui/time'
import { figuresOf, useActivity, type Activity, type NumberedItem } from './events'
import { useLearnerCount, useTaughtCourse, type TaughtCourse } from './queries'
import './instructor.css'

export function LiveCoursePage() {
  const { courseId } = useParams() as { courseId: string }
  return <LiveCourse key={courseId} courseId={courseId} />
}

function LiveCourse({ courseId }: { courseId: string }) {
  const course = useTaughtCourse(courseId)
  const { state: activity, phase } = useActivity(courseId)
  const titles = new Map(course.data?.modules.map((module) => [module.id, module.title]))
  useAnnouncedActivity(activity, titles)

  if (course.error && !course.data) return <Failed problem={course.error} onRetry={course.refetch} />
  if (phase === 'refused') {
    return (
      <Blank icon="teach" title="This is not your course" action={<Link to="/instructor" className="button secondary">Your courses</Link>}>
        Only its instructors see what happens in a course.
      </Blank>
    )
  }
  return (
    <>
      <title>{`${course.data?.title ?? 'Teaching'} · Academy`}</title>
      <Link to="/instructor" className="eyebrow">Teaching</Link>
      {course.data ? <h1>{course.data.title}</h1> : <Skeleton className="title-skeleton" />}
      {activity && course.data ? (
        <div className="live-layout">
          <Feed activity={activity} titles={titles} />
          <Sums activity={activity} course={course.data} />
        </div>
      ) : (
        <Loading>
          <div className="live-layout">
            <Skeleton className="feed-skeleton" />
            <Skeleton className="sums-skeleton" />
          </div>
        </Loading>
      )}
    </>
  )
}

function Feed({ activity, titles }: { activity: Activity; titles: Map<string, string> }) {
  return (
    <section className="card feed-card" aria-labelledby="feed-title">
      <h2 id="feed-title" className="section-title">As it happens</h2>
      {activity.items.length === 0 ? (
        <Blank icon="people" title="Quiet so far">When a learner completes a module, it appears here at once.</Blank>
      ) : (
        <ol className="feed">
          {activity.items.map((item) => <FeedRow key={item.number} item={item} title={titles.get(item.moduleId ?? '')} />)}
        </ol>
      )}
    </section>
  )
}

function FeedRow({ item, title }: { item: NumberedItem; title: string | undefined }) {
  const { percent } = item.courseProgress
  return (
    <li className="feed-row" data-live={item.live || undefined}>
      <Avatar name={item.displayName} />
      <div className="feed-text">
        <p><strong>{item.displayName}</strong> {sentence(item.kind)} {title && <em>{title}</em>}</p>
        <p className="muted"><Ago at={item.at} /></p>
      </div>
      <div className="feed-progress" data-finished={percent === 100 || undefined}>
        <span className="figure">{percent} %</span>
        <ProgressBar percent={percent} label={`Progress of ${item.displayName}`} />
      </div>
    </li>
  )
}

function sentence(kind: string): string {
  if (kind === 'module-completed') return 'completed'
  if (kind === 'course-completed') return 'completed the course'
  if (kind === 'enrolled') return 'enrolled'
  return 'was active'
}

function Sums({ activity, course }: { activity: Activity; course: TaughtCourse }) {
  const figures = figuresOf(activity.items)
  const newcomers = activity.items.filter(({ live, kind }) => live && kind === 'enrolled').length
  const learners = useLearnerCount(useMember().id, course.id, newcomers)
  const more = activity.counted > activity.items.length
  const most = Math.max(1, ...figures.byModule.values())
  const modules = [...course.modules].sort((a, b) => a.order - b.order)
  return (
    <aside className="sums" aria-label="Figures">
      <dl className="card sums-figures">
        <div><dt>Completions</dt><dd data-figure="completions">{figures.completions}{more && '+'}</dd></div>
        {learners === undefined ? (
          <div><dt>Active</dt><dd>{figures.learners}</dd></div>
        ) : (
          <div><dt>Learners</dt><dd data-figure="learners">{learners.toLocaleString('en')}</dd></div>
        )}
        <div><dt>Finished</dt><dd>{figures.finished}{more && '+'}</dd></div>
      </dl>
      <section className="card by-module" aria-labelledby="by-module-title">
        <h2 id="by-module-title" className="section-title">By module</h2>
        <ul>
          {modules.map((module) => {
            const completions = figures.byModule.get(module.id) ?? 0
            return (
              <li key={module.id}>
                <span>{module.title}</span>
                <span className="figure">{completions}</span>
                <ProgressBar percent={Math.round((100 * completions) / most)} label={`Completions of ${module.title}`} />
              </li>
            )
          })}
        </ul>
        <p className="muted">{more ? `Completions and who finished are counted over the latest ${activity.items.length}.` : 'Completions and who finished are counted over the activity shown here.'}</p>
      </section>
    </aside>
  )
}

const quietMs = 1_500

/** One sentence for a burst: a busy course must not talk over the person. */
function useAnnouncedActivity(activity: Activity | undefined, titles: Map<string, string>): void {
  const told = useRef(0)
  useEffect(() => {
    const fresh = activity?.items.filter((item) => item.live && item.number > told.current) ?? []
    if (fresh.length === 0) return
    const timer = setTimeout(() => {
      told.current = fresh[0]!.number
      const [first] = fresh
      announce(
        fresh.length === 1
          ? `${first!.displayName} ${sentence(first!.kind)} ${titles.get(first!.moduleId ?? '') ?? ''}.`
          : `${fresh.length} new completions.`,
      )
    }, quietMs)
    return () => clearTimeout(timer)
  })
}
