import { Component, Suspense, type ReactNode } from 'react'
import { useUser } from '../api/browserSession'
import { tracePathOf } from '../features/operations/paths'
import { Blank, Button, Loading, Skeleton, TracePlaces } from '../ui/controls'
import { Redirect, usePath, useQueryString } from '../ui/navigation'
import { operates } from './paths'
import { find } from './routes'
import { Shell } from './Shell'

export function App() {
  const path = usePath()
  const query = useQueryString()
  const user = useUser()
  const found = find(path, query.toString(), user)
  return (
    <TracePlaces value={user && operates(user) ? tracePathOf : null}>
      <Shell user={user}>
        <Broken key={found.place}>
          <Suspense fallback={<Loading><Skeleton className="title-skeleton" /><Skeleton className="heading-skeleton" /></Loading>}>
            {'redirect' in found ? <Redirect to={found.redirect} /> : found.page}
          </Suspense>
        </Broken>
      </Shell>
    </TracePlaces>
  )
}

/** A page that failed to load (after a release, its file is gone) or to draw. */
class Broken extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true }
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children
    return (
      <div role="alert">
        <Blank icon="alert" title="This page could not be shown" action={<Button onClick={() => location.reload()}>Reload</Button>}>
          There may be a newer version of it.
        </Blank>
      </div>
    )
  }
}
