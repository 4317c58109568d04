import { Navigate, Outlet, useLocation } from 'react-router'
import { useMember, useUser } from '../api/browserSession'
import type { User } from '../api/session'
import { NotFoundPage } from './NotFoundPage'
import { afterLogin } from './paths'

/* Who may see the routes inside. The server decides about the data; these decide what is offered. */

/** Others log in first, and go on to where they wanted to. */
export function MembersOnly() {
  const { pathname, search } = useLocation()
  if (useUser()) return <Outlet />
  return <Navigate to={`/login?next=${encodeURIComponent(pathname + search)}`} replace />
}

/** Pages that log somebody in: who is logged in goes on. */
export function GuestsOnly() {
  const user = useUser()
  const { search } = useLocation()
  return user ? <Navigate to={afterLogin(search, user)} replace /> : <Outlet />
}

/** Of the members, those of a role; for the others these pages do not exist. */
export function Only({ who }: { who: (user: User) => boolean }) {
  return who(useMember()) ? <Outlet /> : <NotFoundPage />
}
