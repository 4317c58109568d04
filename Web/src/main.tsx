import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router/dom'
import './ui/tokens.css'
import './ui/base.css'
import './ui/controls.css'
import './ui/overlays.css'
import './app/shell.css'
import { openRouter } from './app/router' // After the styles that its own build upon.
import './ui/print.css' // After everything.

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    {/* A page that is there is shown at once: what is typed after a click must not go to the page before. */}
    <RouterProvider router={openRouter()} useTransitions={false} />
  </StrictMode>,
)
