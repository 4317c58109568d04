import { answered, api, type Answer } from '../../api/client'
import { eachTime, reading, useQuery, type Query } from '../../api/reading'
import type { GrainAddress } from './paths'

export type Cluster = Answer<'/api/v1/ops/cluster'>
export type Member = Cluster['members'][number]
export type GrainType = Cluster['types'][number]
export type Grain = Answer<'/api/v1/ops/grains/{type}/{organization}/{name}'>

export type TracedEvent = Answer<'/api/v1/ops/traces/{traceId}'>['items'][number]

/** The types of grains whose state can be looked at. */
export const inspectedTypes = ['user', 'course', 'courseactivity', 'chatroom', 'leaderboard', 'account', 'emailaddress', 'revocations']

const everyMs = 2_000
const traceMax = 200

/** Has the server let this browser into Orleans's dashboard, and opens it. */
export async function openDashboard(): Promise<void> {
  const page = window.open('', '_blank')
  try {
    await answered(api.POST('/api/v1/ops/dashboard', {}))
    page?.location.replace('/ops/dashboard/')
  } catch (problem) {
    page?.close()
    throw problem
  }
}

/** The cluster, read again every two seconds while somebody can see it. */
export function useCluster(): Query<Cluster> {
  return useQuery({
    ...reading(['ops', 'cluster'], (signal) => answered(api.GET('/api/v1/ops/cluster', { signal }))),
    refetchInterval: everyMs,
    retry: false, // The next round is the next attempt.
  })
}

export function useGrain({ type, organization, name }: GrainAddress): Query<Grain> {
  return useQuery({
    ...reading(['ops', 'grain', type, organization, name], (signal) =>
      answered(api.GET('/api/v1/ops/grains/{type}/{organization}/{name}', { params: { path: { type, organization, name } }, signal })),
    ),
    ...eachTime,
  })
}

export function useTrace(traceId: string): Query<Answer<'/api/v1/ops/traces/{traceId}'>> {
  return useQuery({
    ...reading(['ops', 'trace', traceId], (signal) =>
      answered(api.GET('/api/v1/ops/traces/{traceId}', { params: { path: { traceId }, query: { limit: traceMax } }, signal })),
    ),
    ...eachTime,
  })
}
