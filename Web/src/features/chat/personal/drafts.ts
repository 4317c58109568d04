import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { connection } from '../../../realtime'
import { saveDraft } from '../hub'
import type { Draft } from './personal'

/**
 * A draft of a room. Each keystroke stores it in this browser. It is sent to the server when the person pauses and
 * there is a connection, one request at a time: the server answers when it has stored the draft, which may take two
 * seconds. What this device has not sent yet takes precedence over what other devices sent.
 */
export interface Written {
  body: string
  replyTo: string | null
}

/** As it is in this browser's storage; an unsent draft of an earlier release has the same names. */
interface Kept extends Written {
  isSaid: boolean
}

export const nothing: Written = { body: '', replyTo: null }
const restMs = 800

/** What the composer shows: the draft of this browser while it is not sent yet, else the server's. */
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
    return null // Something else wrote it.
  }
}

function keep(key: string, kept: Kept): void {
  if (kept.isSaid) localStorage.removeItem(key)
  else localStorage.setItem(key, JSON.stringify(kept))
}

/** Sends the latest draft, one request at a time. Of the changes during a request only the latest is sent. */
export class DraftSender<T> {
  readonly #latest: () => T | null
  readonly #send: (now: T) => Promise<void>
  #isBusy = false

  /** `latest` returns what was not sent yet, or null. */
  constructor(latest: () => T | null, send: (now: T) => Promise<void>) {
    this.#latest = latest
    this.#send = send
  }

  flush = async (): Promise<void> => {
    if (this.#isBusy) return
    this.#isBusy = true
    try {
      for (let now = this.#latest(); now !== null; now = this.#latest()) await this.#send(now)
    } catch {
      // The draft is in this browser, and is sent with the next connection.
    } finally {
      this.#isBusy = false
    }
  }
}

export interface DraftHandle {
  written: Written
  write: (written: Written) => void
  /** The message was sent. */
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

  /** The server may have a draft of this device that it has not signalled back yet. */
  const hasSent = useRef(false)

  const flush = useMemo(() => {
    const latest = (): Kept | null => (kept.current!.isSaid || !connection.isLive() ? null : kept.current)
    const send = async (now: Kept): Promise<void> => {
      const isEmpty = now.body.trim() === ''
      if (!isEmpty || known.current || hasSent.current) {
        hasSent.current = true
        await saveDraft(roomId, isEmpty ? null : { body: now.body, ...(now.replyTo && { replyTo: now.replyTo }) })
        hasSent.current = !isEmpty
      }
      if (kept.current !== now) return // Changed during the request.
      kept.current = { ...now, isSaid: true }
      keep(key, kept.current)
    }
    return new DraftSender(latest, send).flush
  }, [key, roomId])

  useEffect(() => {
    if (!kept.current!.isSaid) return
    const show = shown(null, remote)
    kept.current = { ...show, isSaid: true }
    setWritten((before) => (before.body === show.body && before.replyTo === show.replyTo ? before : show))
  }, [remote])

  useEffect(() => {
    const leave = connection.subscribe(() => void (connection.isLive() && flush()))
    void flush()
    return () => {
      leave()
      void flush()
    }
  }, [flush])

  const put = useCallback(
    (next: Written, waitMs: number) => {
      kept.current = { ...next, isSaid: false }
      keep(key, kept.current)
      setWritten(next)
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void flush(), waitMs)
    },
    [key, flush],
  )
  return {
    written,
    write: useCallback((next: Written) => put(next, restMs), [put]),
    clear: useCallback(() => put(nothing, restMs), [put]),
  }
}
