import { ProgressBar, Skeleton } from '../../ui/controls'
import { Icon } from '../../ui/icons'
import { count } from '../../ui/time'
import { levelPercent, useGame } from './events'
import './gamification.css'

export function StatCards({ userId }: { userId: string }) {
  const { state: game } = useGame(userId)
  if (!game) return <><Skeleton className="stat-skeleton" /><Skeleton className="stat-skeleton" /></>
  const percent = levelPercent(game)
  return (
    <>
      <section className="stat card" aria-label="Level and XP">
        <span className="medal" aria-hidden="true">{game.level}</span>
        <div className="stat-wide">
          <p className="stat-label">Level {game.level}</p>
          <p className="stat-value" data-figure="xp">{game.xp.toLocaleString('en')} <small>XP</small></p>
          <ProgressBar percent={percent} label={`On the way to level ${game.level + 1}`} />
          <p className="muted">{(game.nextLevelXp - game.xp).toLocaleString('en')} XP to level {game.level + 1}</p>
        </div>
      </section>
      <section className="stat card" aria-label="Streak">
        <span className="medal warm" data-cold={game.streak.current === 0 || undefined}><Icon name="flame" size={26} /></span>
        <div>
          <p className="stat-label">Streak</p>
          <p className="stat-value">{game.streak.current} <small>{game.streak.current === 1 ? 'day' : 'days'}</small></p>
          <p className="muted">
            {game.streak.current === 0 ? 'Learn today to start one' : `Longest: ${count(game.streak.longest, 'day')}`}
          </p>
        </div>
      </section>
    </>
  )
}

/** For the header: level and XP at a glance. Who teaches and has never learned here needs none. */
export function XpChip({ userId, teaches }: { userId: string; teaches: boolean }) {
  const { state: game } = useGame(userId)
  if (teaches && !game?.xp) return null
  if (!game) return <Skeleton className="chip-skeleton" />
  return (
    <span className="xp-chip" title={`${(game.nextLevelXp - game.xp).toLocaleString('en')} XP to level ${game.level + 1}`}>
      <Icon name="spark" size={16} />
      <span className="visually-hidden">Level {game.level},</span>
      <span data-figure="xp">{game.xp.toLocaleString('en')} XP</span>
    </span>
  )
}
