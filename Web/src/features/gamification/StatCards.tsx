import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { number } from '../../language/format'
import { ProgressBar, Skeleton } from '../../ui/controls'
import { Icon } from '../../ui/icons'
import { levelPercent, useGame, type Game } from './events'
import './gamification.css'

export function LevelCard({ userId }: { userId: string }) {
  const { state: game } = useGame(userId)
  if (!game) return <Skeleton className="stat-skeleton" />
  const nextLevel = game.level + 1
  return (
    <section className="stat card" aria-label={t`Level and XP`}>
      <span className="medal" aria-hidden="true">
        {game.level}
      </span>
      <div className="stat-wide">
        <p className="stat-label">{t`Level ${game.level}`}</p>
        <p className="stat-value" data-figure="xp">
          <Trans>
            {number(game.xp)} <small>XP</small>
          </Trans>
        </p>
        <ProgressBar percent={levelPercent(game)} label={t`On the way to level ${nextLevel}`} />
        <p className="muted">{toNextLevel(game)}</p>
      </div>
    </section>
  )
}

function toNextLevel(game: Pick<Game, 'xp' | 'level' | 'nextLevelXp'>): string {
  const missing = number(game.nextLevelXp - game.xp)
  const level = game.level + 1
  return t`${missing} XP to level ${level}`
}

/** For the header: level and XP at a glance. Who teaches and has never learned here needs none. */
export function XpChip({ userId, teaches }: { userId: string; teaches: boolean }) {
  const { state: game } = useGame(userId)
  if (teaches && !game?.xp) return null
  if (!game) return <Skeleton className="chip-skeleton" />
  return (
    <span className="xp-chip" title={toNextLevel(game)}>
      <Icon name="spark" size={16} />
      <span className="visually-hidden">{t`Level ${game.level},`}</span>
      <span data-figure="xp">{t`${number(game.xp)} XP`}</span>
    </span>
  )
}
