import { answered, api, type Answer } from '../../api/client'
import { keepPreviousData, keptReading, useQuery, type Query } from '../../api/reading'

export type Activity = Answer<'/api/v1/gamification/activity'>
export type Earned = Activity['recent'][number]

/** Asked again whenever the own XP change. */
export function useGameActivity(userId: string, xp: number | undefined): Query<Activity> {
  return useQuery({
    ...keptReading(['game-activity', userId, xp], (signal) =>
      answered(api.GET('/api/v1/gamification/activity', { signal })),
    ),
    enabled: xp !== undefined,
    placeholderData: keepPreviousData,
  })
}
