import { useCallback, useRef, useState } from 'react'
import { IdempotencyKey } from './idempotency'
import { problemFrom, type Problem } from './problem'

export interface Command<Args extends unknown[], T> {
  run: (...args: Args) => Promise<T | undefined>
  pending: boolean
  problem: Problem | null
  /** The last accepted answer. */
  answer: T | undefined
}

/** One write and its state: pending, refused or answered. */
export function useCommand<Args extends unknown[], T>(
  send: (key: string, ...args: Args) => Promise<T>,
): Command<Args, T> {
  const [state, setState] = useState<{ pending: boolean; problem: Problem | null; answer: T | undefined }>({
    pending: false,
    problem: null,
    answer: undefined,
  })
  const key = useRef<IdempotencyKey>(null)
  const busy = useRef(false)
  const sender = useRef(send)
  sender.current = send

  const run = useCallback(async (...args: Args) => {
    if (busy.current) return undefined
    busy.current = true
    key.current ??= new IdempotencyKey()
    setState((state) => ({ ...state, pending: true, problem: null }))
    try {
      const answer = await sender.current(key.current.of(args), ...args)
      key.current.answered(null)
      setState({ pending: false, problem: null, answer })
      return answer
    } catch (thrown) {
      const problem = problemFrom(thrown)
      key.current.answered(problem)
      setState((state) => ({ ...state, pending: false, problem }))
      return undefined
    } finally {
      busy.current = false
    }
  }, [])

  return { run, ...state }
}
