import { t } from '@lingui/core/macro'
import { useEffect, useRef, useState } from 'react'
import { announce } from '../../ui/announcer'
import { Icon } from '../../ui/icons'
import { reasonOf, useGame, type Gain } from './events'
import './gamification.css'

const shownForMs = 4_000

/** "+50 XP" and what it is for, for a moment, as it is earned. */
export function XpToasts({ userId }: { userId: string }) {
  const { state: game } = useGame(userId)
  const [shown, setShown] = useState<Gain[]>([])
  const seen = useRef(0)

  useEffect(() => {
    const fresh = (game?.gains ?? []).filter((gain) => gain.seq > seen.current)
    if (fresh.length === 0) return
    seen.current = fresh.at(-1)!.seq
    setShown((before) => [...before, ...fresh].slice(-3))
    announce(fresh.map(sentenceOf).join(' '))
    const timer = setTimeout(() => setShown((before) => before.filter((gain) => !fresh.includes(gain))), shownForMs)
    timers.current.add(timer)
  }, [game])

  const timers = useRef(new Set<ReturnType<typeof setTimeout>>())
  useEffect(() => () => timers.current.forEach(clearTimeout), [])

  return (
    <div className="toasts" aria-hidden="true">
      {shown.map((gain) => (
        <div key={gain.seq} className="toast" data-level={gain.reached ? true : undefined}>
          <Icon name={gain.reached ? 'trophy' : 'spark'} size={18} />
          <span>
            <strong>{t`+${gain.amount} XP`}</strong> {reasonOf(gain)}
            {gain.reached && <span className="toast-level">{t`Level ${gain.reached} reached`}</span>}
          </span>
        </div>
      ))}
    </div>
  )
}

function sentenceOf(gain: Gain): string {
  const reason = reasonOf(gain)
  const earned = reason ? t`${reason}: ${gain.amount} XP earned.` : t`${gain.amount} XP earned.`
  return gain.reached ? `${earned} ${t`Level ${gain.reached} reached.`}` : earned
}
