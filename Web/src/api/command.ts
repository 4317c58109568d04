import { useCallback, useRef, useState } from 'react'
import { problemFrom, type Problem } from './problem'

/** `crypto.randomUUID` exists in secure contexts only; a development server on a LAN address is none. */
export function newKey(): string {
  if (crypto.randomUUID) return crypto.randomUUID()
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export interface Command<Args extends unknown[], T> {
  run: (...args: Args) => Promise<T | undefined>
  pending: boolean
  problem: Problem | null
  /** The last accepted answer. */
  answer: T | undefined
}

/**
 * One write and its state. The idempotency key is kept while the outcome is unknown, so that pressing the button again
 * after a lost connection cannot count twice; a definite answer takes a new one.
 */
export function useCommand<Args extends unknown[], T>(
  send: (key: string, ...args: Args) => Promise<T>,
): Command<Args, T> {
  const [state, setState] = useState<{ pending: boolean; problem: Problem | null; answer: T | undefined }>({
    pending: false,
    problem: null,
    answer: undefined,
  })
  const open = useRef<{ key: string; request: string } | null>(null)
  const busy = useRef(false)
  const sender = useRef(send)
  sender.current = send

  const run = useCallback(async (...args: Args) => {
    if (busy.current) return undefined
    busy.current = true
    const request = JSON.stringify(args)
    if (open.current?.request !== request) open.current = { key: newKey(), request }
    setState((state) => ({ ...state, pending: true, problem: null }))
    try {
      const answer = await sender.current(open.current.key, ...args)
      open.current = null
      setState({ pending: false, problem: null, answer })
      return answer
    } catch (thrown) {
      const problem = problemFrom(thrown)
      if (!problem.transient) open.current = null
      setState((state) => ({ ...state, pending: false, problem }))
      return undefined
    } finally {
      busy.current = false
    }
  }, [])

  return { run, ...state }
}
