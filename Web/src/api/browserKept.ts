import { openDB } from 'idb'
import { session } from './browserSession'
import { Kept, type KeptSchema } from './kept'

export const kept = new Kept({
  open: () =>
    openDB<KeptSchema>('academy.kept', 1, {
      upgrade(database) {
        database.createObjectStore('contents')
        database.createObjectStore('sizes', { keyPath: ['userId', 'name'] })
      },
      blocking: (_, __, event) => (event.target as IDBDatabase).close(), // Another tab has a later release.
    }),
  userId: () => session.current?.user.id ?? null,
  now: Date.now,
})

let owner: string | null | undefined
const follow = (): void => {
  const userId = session.current?.user.id ?? null
  if (userId === owner) return
  owner = userId
  void kept.clearOthers().catch(console.warn)
}

/** From now on what is kept is of whoever is logged in, and of nobody else. */
export function followKept(): void {
  session.subscribe(follow)
  follow()
}
