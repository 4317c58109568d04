import { answered, api } from '../../api/client'
import { useQuery } from '../../api/query'

/** The own place of somebody whom the board does not list; asked again when the own XP change. Null xp: not asked. */
export function useOwnRank(
  timeframe: 'all' | 'monthly' | 'weekly',
  userId: string,
  xp: number | null | undefined,
): { rank: number; xp: number } | null {
  const { data } = useQuery(xp === null || xp === undefined ? null : `rank:${timeframe}:${userId}:${xp}`, (signal) =>
    answered(api.GET('/api/v1/gamification/leaderboard', { params: { query: { timeframe, limit: 1 } }, signal })),
  )
  const me = data?.me
  return xp !== null && me?.rank ? { rank: me.rank, xp: me.xp } : null
}
