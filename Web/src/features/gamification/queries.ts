import { answered, api } from '../../api/client'
import { useQuery } from '../../api/query'

const freshForMs = 10_000

/**
 * The own place of somebody whom the board does not list: asked when the own XP change, and every ten seconds while the
 * board does. Null: not asked.
 */
export function useOwnRank(
  timeframe: 'all' | 'monthly' | 'weekly',
  asOf: string | null,
  xp: number | undefined,
): { rank: number; xp: number } | null {
  const asks = asOf !== null && xp !== undefined
  const key = asks ? `rank:${timeframe}:${xp}:${Math.floor(Date.parse(asOf) / freshForMs)}` : null
  const { data } = useQuery(key, (signal) =>
    answered(api.GET('/api/v1/gamification/leaderboard', { params: { query: { timeframe, limit: 1 } }, signal })),
  )
  const me = data?.me
  return asks && me?.rank ? { rank: me.rank, xp: me.xp } : null
}
