import {
  infiniteQueryOptions,
  keepPreviousData,
  notifyManager,
  QueryClient,
  queryOptions,
  useInfiniteQuery,
  useQuery,
  type UseQueryResult,
} from '@tanstack/react-query'
import { useState } from 'react'
import { kept } from './browserKept'
import { session } from './browserSession'
import { joined, type Page } from './pages'
import { problemFrom, type Problem } from './problem'

/*
 * How everything is read over HTTP: once for all who ask at the same time, kept while somebody may come back, and read
 * again behind what is shown when it is older than a moment. What is live comes over a stream (realtime/), not from
 * here.
 */

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: Problem
  }
}

const attemptsMax = 3
const secondMs = 1_000

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10 * secondMs,
      gcTime: 15 * 60 * secondMs,
      networkMode: 'always', // Without a network a read fails and says so, rather than to wait without a word.
      refetchOnReconnect: true,
      refetchOnWindowFocus: false,
      retry: (failed, problem) => problem.transient && failed + 1 < attemptsMax,
      retryDelay: (failed, problem) => problem.retryAfterMs ?? 0.8 * secondMs * 2 ** failed,
    },
  },
})

// Nobody sees what the account before them saw.
let owner = session.current?.user.id
session.subscribe(() => {
  if (session.current?.user.id !== owner) queries.clear()
  owner = session.current?.user.id
})

async function orProblem<T>(read: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await read
  } catch (thrown) {
    throw signal.aborted ? thrown : problemFrom(thrown)
  }
}

type Key = readonly unknown[]

export function reading<T>(queryKey: Key, load: (signal: AbortSignal) => Promise<T>) {
  return queryOptions<T, Problem>({ queryKey, queryFn: ({ signal }) => orProblem(load(signal), signal) })
}

export const keptNameOf = (queryKey: Key): string => JSON.stringify(queryKey)

/**
 * What is wanted without a connection, too: kept on this device whenever it is read. What was kept is shown at once,
 * and read again behind it.
 */
export function keptReading<T>(queryKey: Key, load: (signal: AbortSignal) => Promise<T>) {
  const name = keptNameOf(queryKey)
  return queryOptions<T, Problem>({
    queryKey,
    queryFn: async ({ signal, client }) => {
      const before = client.getQueryData(queryKey) === undefined ? await kept.read<T>(name).catch(() => null) : null
      if (!before) {
        const read = await orProblem(load(signal), signal)
        void kept.write(name, read).catch(console.warn) // It is shown all the same.
        return read
      }
      // Once this answer is taken up.
      notifyManager.schedule(() => {
        const query = client.getQueryCache().find<T, Problem>({ queryKey })
        query?.setState({ dataUpdatedAt: before.at })
        if (query?.isStale()) void query.fetch().catch(() => {}) // Its state says so.
      })
      return before.content
    },
  })
}

/** What the person has changed, in what was read before: until it is read again. */
export function amend<T>(queryKey: Key, content: T): void {
  queries.setQueryData<T>(queryKey, content)
  void kept.write(keptNameOf(queryKey), content).catch(console.warn)
}

/** A list, page by page. */
export function readingPages<P extends Page<unknown>>(
  queryKey: Key,
  load: (cursor: string | null, signal: AbortSignal) => Promise<P>,
) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) => orProblem(load(pageParam, signal), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })
}

export function itemsOf<T>(pages: readonly Page<T>[] | undefined, id: (item: T) => string): T[] {
  return (pages ?? []).reduce<T[]>((items, page) => joined(items, page.items, id), [])
}

/** For what must not be shown as it was the last time: read whenever it is opened. */
export const eachTime = { staleTime: 0, gcTime: 0 } as const

/** The problem of a query that asks by itself again and again: it stays until there is an answer. */
export function useStandingProblem({ error, isPending }: UseQueryResult): Problem | null {
  const [last, setLast] = useState(error)
  if (error && error !== last) setLast(error)
  return error ?? (isPending ? last : null)
}

export { keepPreviousData, useInfiniteQuery, useQuery, type UseQueryResult as Query }
