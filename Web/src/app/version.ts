import { useSyncExternalStore } from 'react'

/*
 * A new version of the academy is fetched behind the pages that are open, and used when somebody asks for it: a page is
 * never loaded again under what is being typed.
 */
const lookAgainMs = 30 * 60_000

let waiting: ServiceWorker | null = null
let isThere = false
let isAsked = false
const listeners = new Set<() => void>()

function found(worker: ServiceWorker | null): void {
  waiting = worker
  isThere = true
  for (const listener of listeners) listener()
}

export async function followVersions(workers: ServiceWorkerContainer = navigator.serviceWorker): Promise<void> {
  const hadOne = workers.controller !== null
  const registration = await workers.register('/sw.js')
  const look = (): void => {
    if (registration.waiting && workers.controller) found(registration.waiting)
  }
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look))
  look()
  workers.addEventListener('controllerchange', () => {
    if (isAsked) location.reload()
    // Asked for in another tab: this one has the files of the version before until it is loaded again.
    else if (hadOne) found(null)
  })
  const ask = (): void => void registration.update().catch(() => {}) // Without a connection there is nothing new.
  setInterval(ask, lookAgainMs)
  addEventListener('online', ask)
}

/** Loads this page in the new version. */
export function takeNewVersion(): void {
  isAsked = true
  if (waiting?.state === 'installed') waiting.postMessage('take over')
  else location.reload()
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useNewVersion(): boolean {
  return useSyncExternalStore(subscribe, () => isThere)
}
