import { answered, api, once, type Answer } from '../../api/client'
import {
  eachTime,
  keepPreviousData,
  reading,
  readingPages,
  useInfiniteQuery,
  useQuery,
  type Query,
} from '../../api/reading'
import type { GrainAddress } from './paths'

export type Cluster = Answer<'/api/v1/ops/cluster'>
export type Member = Cluster['members'][number]
export type GrainType = Cluster['types'][number]
export type Grain = Answer<'/api/v1/ops/grains/{type}/{organization}/{name}'>

export type TracedEvent = Answer<'/api/v1/ops/traces/{traceId}'>['items'][number]

export type Flag = Answer<'/api/v1/admin/flags'>['items'][number]
export type FlaggedPerson = Flag['person']
export type FlagState = 'open' | 'dismissed'

export type AuditRow = Answer<'/api/v1/admin/audit'>['items'][number]
export interface AuditSearch {
  actorId: string
  from: string
  until: string
}

/** The types of grains whose state can be looked at. */
export const inspectedTypes = [
  'user',
  'course',
  'courseactivity',
  'chatroom',
  'leaderboard',
  'account',
  'emailaddress',
  'revocations',
]

const everyMs = 2_000
const flagsEveryMs = 60_000
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
      answered(
        api.GET('/api/v1/ops/grains/{type}/{organization}/{name}', {
          params: { path: { type, organization, name } },
          signal,
        }),
      ),
    ),
    ...eachTime,
  })
}

export function useTrace(traceId: string): Query<Answer<'/api/v1/ops/traces/{traceId}'>> {
  return useQuery({
    ...reading(['ops', 'trace', traceId], (signal) =>
      answered(
        api.GET('/api/v1/ops/traces/{traceId}', { params: { path: { traceId }, query: { limit: traceMax } }, signal }),
      ),
    ),
    ...eachTime,
  })
}

/** Read again now and then, not more often: each reading is a row of the audit. */
export function useFlags(state: FlagState) {
  return useInfiniteQuery({
    ...readingPages(['ops', 'flags', state], (cursor, signal) =>
      answered(api.GET('/api/v1/admin/flags', { params: { query: { state, ...(cursor && { cursor }) } }, signal })),
    ),
    refetchInterval: flagsEveryMs,
  })
}

export function dismissFlag(key: string, flagId: string) {
  return answered(api.POST('/api/v1/admin/flags/{flagId}/dismiss', { params: { path: { flagId } }, ...once(key) }))
}

/** When a day of this browser's time zone begins, or the one so many days later. */
export function beginningOf(day: string, later = 0): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  return new Date(year, month - 1, date + later).toISOString()
}

/** Not read again by itself: each reading is a row. */
export function useAudit({ actorId, from, until }: AuditSearch) {
  const filter = {
    ...(actorId && { actorId }),
    ...(from && { from: beginningOf(from) }),
    ...(until && { until: beginningOf(until, 1) }),
  }
  return useInfiniteQuery({
    ...readingPages(['ops', 'audit', actorId, from, until], (cursor, signal) =>
      answered(api.GET('/api/v1/admin/audit', { params: { query: { ...filter, ...(cursor && { cursor }) } }, signal })),
    ),
    placeholderData: keepPreviousData,
    refetchOnReconnect: false,
  })
}
