import { useSyncExternalStore } from 'react'
import { SessionKeeper, sessionStorageKey, type User } from './session'

export const session = new SessionKeeper({
  storage: localStorage,
  fetch: (input, init) => fetch(input, init),
  now: Date.now,
  // Outside secure contexts there are no locks; the server forgives two refreshes within seconds.
  exclusively: async (work) =>
    navigator.locks ? await navigator.locks.request('academy.refresh', work) : await work(),
})

addEventListener('storage', (event) => {
  if (event.key === sessionStorageKey || event.key === null) session.adopt()
})

export function useUser(): User | null {
  return useSyncExternalStore(session.subscribe, () => session.current?.user ?? null)
}

/** On a page that only those who are logged in see. */
export function useMember(): User {
  const user = useUser()
  if (!user) throw new Error('Nobody is logged in, and this is shown.')
  return user
}
