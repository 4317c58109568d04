import { useCallback, useEffect, useRef, useState } from 'react'
import { session } from './browserSession'
import { problemFrom, type Problem } from './problem'

export interface Query<T> {
  data: T | undefined
  problem: Problem | null
  loading: boolean
  reload: () => void
}

const attemptsMax = 3
const entriesMax = 100

// What was read before shows at once and is read again behind it. Nobody sees what the account before them saw.
const remembered = new Map<string, unknown>()
let owner = session.current?.user.id
session.subscribe(() => {
  if (session.current?.user.id !== owner) remembered.clear()
  owner = session.current?.user.id
})

function remember(key: string, data: unknown): void {
  remembered.delete(key)
  remembered.set(key, data)
  if (remembered.size > entriesMax) remembered.delete(remembered.keys().next().value!)
}

async function attempt<T>(load: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await load(signal)
    } catch (thrown) {
      if (signal.aborted) throw thrown
      const problem = problemFrom(thrown)
      if (!problem.transient || tries === attemptsMax) throw problem
      await new Promise((resolve) => setTimeout(resolve, problem.retryAfterMs ?? 400 * 2 ** tries))
      if (signal.aborted) throw thrown
    }
  }
}

/** Reads while the component is mounted; a null key reads nothing. Data of the last key stays until the next arrives. */
export function useQuery<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>): Query<T> {
  const [state, setState] = useState<{ key: string | null; data: T | undefined; problem: Problem | null; loading: boolean }>({
    key,
    data: key === null ? undefined : (remembered.get(key) as T | undefined),
    problem: null,
    loading: key !== null,
  })
  const [round, setRound] = useState(0)
  const loader = useRef(load)
  loader.current = load

  useEffect(() => {
    if (key === null) return
    const abort = new AbortController()
    const known = remembered.get(key) as T | undefined
    setState((state) => ({ key, data: known ?? state.data, problem: null, loading: true }))
    attempt(loader.current, abort.signal).then(
      (data) => {
        if (abort.signal.aborted) return
        remember(key, data)
        setState({ key, data, problem: null, loading: false })
      },
      (thrown: unknown) => {
        if (abort.signal.aborted) return
        setState((state) => ({ ...state, problem: problemFrom(thrown), loading: false }))
      },
    )
    return () => abort.abort()
  }, [key, round])

  const reload = useCallback(() => setRound((round) => round + 1), [])
  return { data: state.data, problem: state.problem, loading: state.loading, reload }
}
