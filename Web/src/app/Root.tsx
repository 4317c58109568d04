import { QueryClientProvider } from '@tanstack/react-query'
import { Outlet, ScrollRestoration } from 'react-router'
import { useUser } from '../api/browserSession'
import { queries } from '../api/reading'
import { tracePathOf } from '../features/operations/paths'
import { Loading, Skeleton, TracePlaces } from '../ui/controls'
import { operates } from './paths'
import { Shell } from './Shell'

/** What every page stands in. */
export function Root() {
  const user = useUser()
  return (
    <QueryClientProvider client={queries}>
      <TracePlaces value={user && operates(user) ? tracePathOf : null}>
        <Shell user={user}><Outlet /></Shell>
        <ScrollRestoration />
      </TracePlaces>
    </QueryClientProvider>
  )
}

/** While the file of the first page is loaded. */
export function PageSkeleton() {
  return <Loading><Skeleton className="title-skeleton" /><Skeleton className="heading-skeleton" /></Loading>
}
