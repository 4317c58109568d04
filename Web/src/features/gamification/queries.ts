import { useEffect, useState } from 'react'
import { answered, api } from '../../api/client'
import { keepPreviousData, reading, useQuery } from '../../api/reading'

const freshForMs = 10_000

// A board takes up a gain a moment after the learner hears of it, and says nothing when only places below its list
// change.
const askAgainAfterMs = [700, 2_500, 8_000]

/**
 * The own place of somebody whom the board does not list: asked when the own XP change, a few times until the board has
 * surely taken them up, and every ten seconds while the board changes. A null `asOf`: not asked.
 */
export function useOwnRank(
  timeframe: 'all' | 'monthly' | 'weekly',
  asOf: string | null,
  xp: number | undefined,
): { rank: number; xp: number } | null {
  const asks = asOf !== null && xp !== undefined
  const round = useRounds(xp)
  const moment = [xp, round, asOf && Math.floor(Date.parse(asOf) / freshForMs)]
  const { data } = useQuery({
    ...reading(['own-rank', timeframe, ...moment], (signal) =>
      answered(api.GET('/api/v1/gamification/leaderboard', { params: { query: { timeframe, limit: 1 } }, signal })),
    ),
    enabled: asks,
    placeholderData: keepPreviousData,
    gcTime: freshForMs,
  })
  const me = data?.me
  return asks && me?.rank ? { rank: me.rank, xp: me.xp } : null
}

/** 0 when the value has just changed, then 1, 2 … as time passes. */
function useRounds(value: unknown): number {
  const [rounds, setRounds] = useState({ value, round: 0 })
  useEffect(() => {
    const timers = askAgainAfterMs.map((ms, index) => setTimeout(() => setRounds({ value, round: index + 1 }), ms))
    return () => timers.forEach(clearTimeout)
  }, [value])
  return rounds.value === value ? rounds.round : 0
}
