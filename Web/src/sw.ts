import { clientsClaim } from 'workbox-core'
import { createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { pagePattern } from './app/pagePattern'
import pages from './app/pages.json'

/*
 * Keeps the files of every page, so that any of them opens without a connection. What the pages show is kept by the
 * client itself, per person (api/kept.ts): nothing that needs somebody's token is in a cache of the worker.
 */
// The types of a worker and those of a page exclude each other: this is what is used of the worker's.
declare const self: {
  __WB_MANIFEST: { url: string; revision: string | null }[]
  skipWaiting: () => Promise<void>
  addEventListener: (type: 'message', heard: (event: { data: unknown }) => void) => void
}

precacheAndRoute(self.__WB_MANIFEST)

// What is no page of ours goes to the server: its own addresses, and those that are 404.
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { allowlist: pages.map(pagePattern) }))

// The first one, without a reload. A later one waits until somebody asks for it: pages that are open have files of the
// one before.
clientsClaim()
self.addEventListener('message', ({ data }) => {
  if (data === 'take over') void self.skipWaiting()
})
