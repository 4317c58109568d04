import { Outlet, ScrollRestoration } from 'react-router'
import { useUser } from '../api/browserSession'
import { tracePathOf } from '../features/operations/paths'
import { Loading, Skeleton, TracePlaces } from '../ui/controls'
import { operates } from './paths'
import { Shell } from './Shell'

/** What every page stands in. */
export function Root() {
  const user = useUser()
  return (
    <TracePlaces value={user && operates(user) ? tracePathOf : null}>
      <Shell user={user}><Outlet /></Shell>
      <ScrollRestoration />
    </TracePlaces>
  )
}

/** While the file of the first page is loaded. */
export function PageSkeleton() {
  return <Loading><Skeleton className="title-skeleton" /><Skeleton className="heading-skeleton" /></Loading>
}
