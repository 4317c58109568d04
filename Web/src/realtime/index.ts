import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react'
import { session } from '../api/browserSession'
import { Realtime, type ConnectionState } from './connection'
import { keptStreams } from './keptStreams'
import { Projection, type Reducers } from './projection'
import { signalrTransport } from './signalrTransport'
import type { Phase } from './subscription'

export type { ConnectionState } from './connection'
export type { StreamReducers } from './projection'

const realtime = new Realtime({
  open: signalrTransport('/hub', () => session.accessToken()),
  random: Math.random,
  online: () => navigator.onLine,
  lingerMs: 10_000,
  kept: keptStreams,
})

addEventListener('online', () => realtime.nudge())
addEventListener('offline', () => realtime.nudge())
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') realtime.nudge()
})

/** A feature's reducers, registered. */
export function project<S>(reducers: Reducers<S>): Projection<S> {
  return realtime.project(new Projection(reducers))
}

/** Calls a method of the hub: at once, or a Problem says why not. */
export function invoke<T>(method: string, ...args: unknown[]): Promise<T> {
  return realtime.invoke<T>(method, ...args)
}

/** For what lives outside of React: whether calls have a chance now, and when that changes. */
export const connection = {
  isLive: () => realtime.state === 'live',
  subscribe: realtime.subscribe,
}

/** Keeps several streams joined while mounted. */
export function useWatch(streams: string[]): void {
  const wanted = streams.join(' ')
  const held = useRef(new Map<string, () => void>())
  useEffect(() => {
    const watches = held.current
    const now = new Set(wanted ? wanted.split(' ') : [])
    for (const stream of now) if (!watches.has(stream)) watches.set(stream, realtime.watch(stream))
    for (const [stream, leave] of watches) {
      if (now.has(stream)) continue
      watches.delete(stream)
      leave()
    }
  }, [wanted])
  useEffect(() => {
    const watches = held.current
    return () => {
      for (const leave of watches.values()) leave()
      watches.clear()
    }
  }, [])
}

/** Connects for as long as the component is mounted; mount it per person. */
export function useRealtime(): void {
  useEffect(() => {
    realtime.start()
    return () => void realtime.stop()
  }, [])
}

export function useConnectionState(): ConnectionState {
  return useSyncExternalStore(realtime.subscribe, () => realtime.state)
}

export interface Live<S> {
  state: S | undefined
  phase: Phase
}

/** For who reads many streams of a projection at once: a number that changes with any of them. */
export function useVersion<S>(projection: Projection<S>): number {
  return useSyncExternalStore(projection.subscribe, () => projection.version)
}

/** Watches a stream while mounted (null: none) and reads what the projection has made of it. */
export function useLive<S>(projection: Projection<S>, stream: string | null): Live<S> {
  useEffect(() => (stream === null ? undefined : realtime.watch(stream)), [stream])
  const state = useSyncExternalStore(
    projection.subscribe,
    useCallback(() => (stream === null ? undefined : projection.read(stream)), [projection, stream]),
  )
  const phase = useSyncExternalStore(
    realtime.subscribe,
    useCallback(() => (stream === null ? undefined : realtime.phaseOf(stream)), [stream]),
  )
  return { state, phase: phase ?? 'joining' }
}
