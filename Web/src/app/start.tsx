import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router/dom'
import { followKept } from '../api/browserKept'
import { openOutbox } from '../api/browserOutbox'
import { openRouter } from './router' // After the styles that its own build upon.
import { followVersions } from './version'
import { registerWaitingKinds } from './waitingKinds'
import '../ui/print.css' // After everything.

const measuredVisits = 0.25

export function start(root: HTMLElement): void {
  followKept()
  registerWaitingKinds() // They may wait from the last time.
  openOutbox()
  createRoot(root).render(
    <StrictMode>
      {/* A page that is there is shown at once: what is typed after a click must not go to the page before. */}
      <RouterProvider router={openRouter()} useTransitions={false} />
    </StrictMode>,
  )
  // Behind what the page itself needs.
  const later = window.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 2_000))
  // Not told is no harm.
  if (Math.random() < measuredVisits)
    later(() => void import('./vitals').then((each) => each.tellVitals()).catch(() => {}))
  // Without a secure context there is no worker. `npm run dev` has none either: its files change all the time.
  if (import.meta.env.PROD && 'serviceWorker' in navigator) later(() => void followVersions().catch(console.warn))
}
