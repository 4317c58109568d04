import { useSyncExternalStore } from 'react'
import { session } from './browserSession'
import { CommandOutbox, type Waiting } from './outbox'

/** The outbox of this browser, for whoever is logged in. */
export const outbox = new CommandOutbox({
  storage: localStorage,
  // Without a secure context there are no locks. Two tabs may send then; the key makes it count once.
  exclusively: async (work) =>
    void (navigator.locks ? await navigator.locks.request('academy.waiting', work) : await work()),
  now: () => new Date(),
  later: (work, ms) => setTimeout(work, ms),
})

let owner: string | null = null
const follow = (): void => {
  const userId = session.current?.user.id ?? null
  if (userId === owner) return
  owner = userId
  outbox.open(userId)
}

/** Once all that can be sent is registered. */
export function openOutbox(): void {
  session.subscribe(follow)
  follow()
  addEventListener('online', () => void outbox.send())
  addEventListener('storage', ({ key }) => key?.startsWith('academy.waiting.') && outbox.reread())
}

export function useWaiting(): readonly Waiting[] {
  return useSyncExternalStore(outbox.subscribe, () => outbox.entries)
}
