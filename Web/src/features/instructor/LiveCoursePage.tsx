import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useEffect, useRef } from 'react'
import { Link, useParams } from 'react-router'
import { number, percent as percentText } from '../../language/format'
import { announce } from '../../ui/announcer'
import { Avatar } from '../../ui/Avatar'
import { Blank, Failed, Loading, ProgressBar, Skeleton } from '../../ui/controls'
import { Ago } from '../../ui/time'
import { useActivity, type Activity, type NumberedItem } from './events'
import { useFigures, useTaughtCourse, type TaughtCourse } from './queries'
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
      <Blank
        icon="teach"
        title={t`This is not your course`}
        action={<Link to="/instructor" className="button secondary">{t`Your courses`}</Link>}
      >
        {t`Only its instructors see what happens in a course.`}
      </Blank>
    )
  }
  return (
    <>
      <title>{t`${course.data?.title ?? t`Teaching`} · Academy`}</title>
      <Link to="/instructor" className="eyebrow">{t`Teaching`}</Link>
      {course.data ? <h1 dir="auto">{course.data.title}</h1> : <Skeleton className="title-skeleton" />}
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
      <h2 id="feed-title" className="section-title">{t`As it happens`}</h2>
      {activity.items.length === 0 ? (
        <Blank
          icon="people"
          title={t`Quiet so far`}
        >{t`When a learner completes a module, it appears here at once.`}</Blank>
      ) : (
        <ol className="feed">
          {activity.items.map((item) => (
            <FeedRow key={item.number} item={item} title={titles.get(item.moduleId ?? '')} />
          ))}
        </ol>
      )}
    </section>
  )
}

function FeedRow({ item, title }: { item: NumberedItem; title: string | undefined }) {
  const { percent } = item.courseProgress
  return (
    <li className="feed-row" data-live={item.live || undefined}>
      <Avatar name={item.displayName} picture={item.picture} />
      <div className="feed-text">
        <p>
          <Sentence item={item} title={title} />
        </p>
        <p className="muted">
          <Ago at={item.at} />
        </p>
      </div>
      <div className="feed-progress" data-finished={percent === 100 || undefined}>
        <span className="figure">{percentText(percent)}</span>
        <ProgressBar percent={percent} label={t`Progress of ${item.displayName}`} />
      </div>
    </li>
  )
}

function Sentence({ item: { kind, displayName }, title }: { item: NumberedItem; title: string | undefined }) {
  const name = <strong>{displayName}</strong>
  if (kind === 'module-completed')
    return title ? (
      <Trans>
        {name} completed <em>{title}</em>
      </Trans>
    ) : (
      <Trans>{name} completed a module</Trans>
    )
  if (kind === 'course-completed') return <Trans>{name} completed the course</Trans>
  if (kind === 'enrolled') return <Trans>{name} enrolled</Trans>
  return <Trans>{name} was active</Trans>
}

function sentenceOf({ kind, displayName }: NumberedItem, title: string | undefined): string {
  if (kind === 'module-completed')
    return title ? t`${displayName} completed ${title}.` : t`${displayName} completed a module.`
  if (kind === 'course-completed') return t`${displayName} completed the course.`
  if (kind === 'enrolled') return t`${displayName} enrolled.`
  return t`${displayName} was active.`
}

function Sums({ activity, course }: { activity: Activity; course: TaughtCourse }) {
  const { data: figures, error, refetch } = useFigures(course.id, activity.counted)
  if (!figures)
    return error ? (
      <Failed problem={error} onRetry={refetch} />
    ) : (
      <Loading>
        <Skeleton className="sums-skeleton" />
      </Loading>
    )
  const completionsOf = new Map(figures.modules.map(({ moduleId, completions }) => [moduleId, completions]))
  const modules = [...course.modules].sort((a, b) => a.order - b.order)
  const most = Math.max(1, ...completionsOf.values())
  return (
    <aside className="sums" aria-label={t`Figures`}>
      <dl className="card sums-figures">
        <div>
          <dt>{t`Learners`}</dt>
          <dd data-figure="learners">{number(figures.learners)}</dd>
        </div>
        <div>
          <dt>{t`Active in 7 days`}</dt>
          <dd data-figure="active">{number(figures.active)}</dd>
        </div>
        <div>
          <dt>{t`Completions`}</dt>
          <dd data-figure="completions">{number(figures.completions)}</dd>
        </div>
        <div>
          <dt>{t`Finished`}</dt>
          <dd data-figure="finished">{number(figures.finished)}</dd>
        </div>
      </dl>
      <section className="card by-module" aria-labelledby="by-module-title">
        <h2 id="by-module-title" className="section-title">{t`By module`}</h2>
        <ul>
          {modules.map((module) => {
            const completions = completionsOf.get(module.id) ?? 0
            return (
              <li key={module.id}>
                <span dir="auto">{module.title}</span>
                <span className="figure">{number(completions)}</span>
                <ProgressBar
                  percent={Math.round((100 * completions) / most)}
                  label={t`Completions of ${module.title}`}
                />
              </li>
            )
          })}
        </ul>
        <p className="muted">{t`Counted over everybody who learns in this course.`}</p>
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
          ? sentenceOf(first!, titles.get(first!.moduleId ?? ''))
          : plural(fresh.length, { one: '# new completion.', other: '# new completions.' }),
      )
    }, quietMs)
    return () => clearTimeout(timer)
  })
}
