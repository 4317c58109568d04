import { i18n } from '@lingui/core'
import { msg, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useMember } from '../../api/browserSession'
import type { User } from '../../api/session'
import { number } from '../../language/format'
import { Avatar } from '../../ui/Avatar'
import { Blank, Loading, Skeleton } from '../../ui/controls'
import { useBoard, useGame, type Entry } from './events'
import { useOwnRank } from './queries'
import { useMoves } from './useMoves'
import './gamification.css'

const scopes = [
  { scope: 'all', title: msg`All time` },
  { scope: 'monthly', title: msg`This month` },
  { scope: 'weekly', title: msg`This week` },
] as const
type Scope = (typeof scopes)[number]['scope']

export function LeaderboardPage() {
  const user = useMember()
  const [scope, setScope] = useState<Scope>('all')
  const tabs = useRef<(HTMLButtonElement | null)[]>([])

  const move = (event: KeyboardEvent, index: number): void => {
    const forward = document.documentElement.dir === 'rtl' ? -1 : 1
    const step = { ArrowRight: forward, ArrowLeft: -forward }[event.key]
    if (!step) return
    event.preventDefault()
    const to = (index + step + scopes.length) % scopes.length
    setScope(scopes[to]!.scope)
    tabs.current[to]?.focus()
  }

  return (
    <div className="narrow">
      <title>{t`Leaderboard · Academy`}</title>
      <h1>{t`Leaderboard`}</h1>
      <div className="tabs" role="tablist" aria-label={t`Timeframe`}>
        {scopes.map(({ scope: each, title }, index) => (
          <button
            key={each}
            type="button"
            role="tab"
            id={`tab-${each}`}
            aria-controls="board"
            aria-selected={each === scope}
            tabIndex={each === scope ? 0 : -1}
            ref={(node) => {
              tabs.current[index] = node
            }}
            onClick={() => setScope(each)}
            onKeyDown={(event) => move(event, index)}
          >
            {i18n._(title)}
          </button>
        ))}
      </div>
      <div id="board" role="tabpanel" aria-labelledby={`tab-${scope}`}>
        <BoardView key={scope} scope={scope} user={user} />
      </div>
    </div>
  )
}

function BoardView({ scope, user }: { scope: Scope; user: User }) {
  const { state: board, phase } = useBoard(scope)
  const { state: game } = useGame(user.id)
  const listed = board?.entries.some((entry) => entry.userId === user.id) ?? true
  const own = useOwnRank(scope, board && !listed ? board.asOf : null, game?.xp)
  const list = useMoves<HTMLOListElement>(board)

  if (phase === 'refused') return <Blank icon="trophy" title={t`This board is not open to you`} />
  if (!board) {
    return (
      <Loading>
        <div className="board card">
          {Array.from({ length: 10 }, (_, row) => (
            <Skeleton key={row} className="board-row-skeleton" />
          ))}
        </div>
      </Loading>
    )
  }
  if (board.entries.length === 0) {
    return (
      <Blank icon="trophy" title={t`Nobody is here yet`}>{t`Complete a module, and the first place is yours.`}</Blank>
    )
  }
  return (
    <>
      <ol className="board card" ref={list}>
        {board.entries.map((entry) => (
          <Row key={entry.userId} entry={entry} own={entry.userId === user.id} />
        ))}
      </ol>
      {own && (
        <ol className="board card own-board" aria-label={t`Your place`}>
          <Row
            own
            entry={{
              rank: own.rank,
              userId: user.id,
              displayName: user.displayName,
              ...(user.picture && { picture: user.picture }),
              xp: own.xp,
              level: game?.level ?? 0,
            }}
          />
        </ol>
      )}
    </>
  )
}

function Row({ entry, own }: { entry: Entry; own: boolean }) {
  const name = useRef<HTMLSpanElement>(null)
  const before = useRef(entry.xp)
  useEffect(() => {
    if (entry.xp > before.current) name.current?.animate?.([{ opacity: 0.3 }, { opacity: 1 }], 600)
    before.current = entry.xp
  }, [entry.xp])
  return (
    <li className="board-row" data-own={own || undefined} data-key={entry.userId} data-rank={entry.rank}>
      <span className="board-rank">
        <span className="visually-hidden">{t`Rank`} </span>
        {entry.rank}
      </span>
      <Avatar name={entry.displayName} picture={entry.picture} size="small" />
      <span className="board-name truncate" dir="auto">
        {entry.displayName}
        {own && <span className="tag own-tag">{t`You`}</span>}
      </span>
      <span className="board-level">{t`Level ${entry.level}`}</span>
      <span className="board-xp" ref={name}>
        <Trans>
          {number(entry.xp)} <small>XP</small>
        </Trans>
      </span>
    </li>
  )
}
