import { plural, t } from '@lingui/core/macro'
import type { Problem } from '../../api/problem'
import { days, xp } from '../../language/counts'
import { date } from '../../language/format'
import { ProblemNote, Skeleton } from '../../ui/controls'
import { Icon } from '../../ui/icons'
import { Ago } from '../../ui/time'
import type { Activity, Earned } from './activity'
import { reasonOf, useGame } from './events'
import './week.css'

interface WeekStripProps {
  userId: string
  activity: Activity | undefined
  problem: Problem | null
  onRetry: () => unknown
}

/** The last seven days, as the streak counts them: which of them had anything. */
export function WeekStrip({ userId, activity, problem, onRetry }: WeekStripProps) {
  const { state: game } = useGame(userId)
  if (!activity && problem) return <ProblemNote problem={problem} onRetry={() => void onRetry()} />
  if (!activity || !game) return <Skeleton className="week-skeleton" />
  const { current, longest } = game.streak
  return (
    <section className="week card" aria-labelledby="week-title">
      <h2 id="week-title" className="week-title">
        <Icon name="flame" size={20} />
        <span>{current > 0 ? plural(current, { one: '#-day streak', other: '#-day streak' }) : t`No streak yet`}</span>
      </h2>
      <ol className="week-days">
        {activity.days.map(({ day, xp: earned }, index) => {
          const isToday = index === activity.days.length - 1
          // Days are those of UTC: noon of it is the same day nearly everywhere.
          const noon = `${day}T12:00:00`
          return (
            <li key={day} data-learned={earned > 0 || undefined} data-today={isToday || undefined}>
              <span className="week-day" aria-hidden="true">
                {date('weekday', noon)}
              </span>
              <span className="visually-hidden">{dayText(date('dayOfYear', noon), earned)}</span>
              <span className="week-dot" aria-hidden="true">
                {earned > 0 && <Icon name="check" size={14} />}
              </span>
            </li>
          )
        })}
      </ol>
      <p className="muted">{current === 0 ? t`Learn today to start one.` : longestText(longest)}</p>
    </section>
  )
}

function longestText(longest: number): string {
  const length = days(longest)
  return t`Longest: ${length}`
}

function dayText(name: string, amount: number): string {
  const earned = xp(amount)
  return amount > 0 ? t`${name}: ${earned}` : t`${name}: nothing`
}

const shownMax = 6

/** The latest of what was earned, each with what it was for. */
export function RecentlyEarned({ activity, hasFailed }: { activity: Activity | undefined; hasFailed: boolean }) {
  if (!activity && hasFailed) return <p className="muted">{t`This could not be loaded`}</p>
  if (!activity) return <Skeleton className="week-skeleton" />
  if (activity.recent.length === 0) return <p className="muted">{t`What you complete appears here.`}</p>
  return (
    <ul className="recent">
      {activity.recent.slice(0, shownMax).map((earned) => (
        <RecentRow key={`${earned.at}-${earned.cause}-${earned.title ?? ''}`} earned={earned} />
      ))}
    </ul>
  )
}

function RecentRow({ earned }: { earned: Earned }) {
  return (
    <li>
      <Icon name={earned.cause === 'daily-streak' ? 'flame' : 'check'} size={18} />
      <span className="recent-what">
        <span dir="auto">{earned.title ?? reasonOf(earned) ?? t`Earned`}</span>
        <span className="muted">
          {earned.title && reasonOf(earned) ? (
            <>
              {reasonOf(earned)} · <Ago at={earned.at} />
            </>
          ) : (
            <Ago at={earned.at} />
          )}
        </span>
      </span>
      <span className="recent-xp">+{xp(earned.amount)}</span>
    </li>
  )
}
