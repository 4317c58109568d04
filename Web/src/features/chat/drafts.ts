import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { connection } from '../../realtime'
import { saveDraft } from './hub'
import type { Draft } from './personal'

/**
 * What is half written in a room. It is kept in this browser with every key, and said to the other devices when the hand
 * rests and there is a connection: one saying at a time, since the server answers when it has stored it, which may take two
 * seconds. What this device has not said yet wins over what the others said.
 */
export interface Written {
  body: string
  replyTo: string | null
}

interface Kept extends Written {
  isSaid: boolean
}

export const nothing: Written = { body: '', replyTo: null }
const restMs = 800

/** What the composer shows: what is kept here, unless all of it was said and another device has said something since. */
export function shown(kept: Kept | null, remote: Draft | undefined): Written {
  if (kept && !kept.isSaid) return { body: kept.body, replyTo: kept.replyTo }
  return remote ? { body: remote.body, replyTo: remote.replyTo ?? null } : nothing
}

export const draftPrefix = 'academy.draft.'
const keyOf = (userId: string, roomId: string): string => `${draftPrefix}${userId}.${roomId}`

function read(key: string): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as Kept | null
  } catch {
    return null // Not ours.
  }
}

function keep(key: string, kept: Kept): void {
  if (kept.isSaid) localStorage.removeItem(key)
  else localStorage.setItem(key, JSON.stringify(kept))
}

/** Says what there is to say, one saying at a time; of what came meanwhile only the latest is said. */
export class Sayer<T> {
  readonly #latest: () => T | null
  readonly #send: (now: T) => Promise<void>
  #isBusy = false

  /** `latest` gives what is not said yet, or null; what was sent is said. */
  constructor(latest: () => T | null, send: (now: T) => Promise<void>) {
    this.#latest = latest
    this.#send = send
  }

  say = async (): Promise<void> => {
    if (this.#isBusy) return
    this.#isBusy = true
    try {
      for (let now = this.#latest(); now !== null; now = this.#latest()) await this.#send(now)
    } catch {
      // Kept here; said with the next connection.
    } finally {
      this.#isBusy = false
    }
  }
}

export interface DraftHandle {
  written: Written
  write: (written: Written) => void
  /** It was sent: posting clears it for everybody. */
  clear: () => void
}

export function useDraft(userId: string, roomId: string, remote: Draft | undefined): DraftHandle {
  const key = keyOf(userId, roomId)
  const kept = useRef<Kept>(null)
  const [written, setWritten] = useState<Written>(() => {
    const here = read(key)
    const show = shown(here, remote)
    kept.current = { ...show, isSaid: here?.isSaid ?? true }
    return show
  })
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const known = useRef(remote)
  known.current = remote

  /** Something of this device's may be there that it has not been told of yet. */
  const hasSaid = useRef(false)

  const say = useMemo(() => {
    const latest = (): Kept | null => (kept.current!.isSaid || !connection.isLive() ? null : kept.current)
    const send = async (now: Kept): Promise<void> => {
      const isEmpty = now.body.trim() === ''
      if (!isEmpty || known.current || hasSaid.current) {
        hasSaid.current = true
        await saveDraft(roomId, isEmpty ? null : { body: now.body, ...(now.replyTo && { replyTo: now.replyTo }) })
        hasSaid.current = !isEmpty
      }
      if (kept.current !== now) return // Written on meanwhile.
      kept.current = { ...now, isSaid: true }
      keep(key, kept.current)
    }
    return new Sayer(latest, send).say
  }, [key, roomId])

  useEffect(() => {
    if (!kept.current!.isSaid) return
    const show = shown(null, remote)
    kept.current = { ...show, isSaid: true }
    setWritten((before) => (before.body === show.body && before.replyTo === show.replyTo ? before : show))
  }, [remote])

  useEffect(() => {
    const leave = connection.subscribe(() => void (connection.isLive() && say()))
    void say()
    return () => {
      leave()
      void say()
    }
  }, [say])

  const put = useCallback(
    (next: Written, waitMs: number) => {
      kept.current = { ...next, isSaid: false }
      keep(key, kept.current)
      setWritten(next)
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void say(), waitMs)
    },
    [key, say],
  )
  return {
    written,
    write: useCallback((next: Written) => put(next, restMs), [put]),
    clear: useCallback(() => put(nothing, restMs), [put]),
  }
}
