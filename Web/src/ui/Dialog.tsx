import { lazy, Suspense } from 'react'
import type { DialogProps } from './DialogBox'

// A page that may ask something is drawn before what it asks with is there.
const Box = lazy(() => import('./DialogBox'))

/** Asks something before anything else goes on. Mounted is open. */
export function Dialog(props: DialogProps) {
  return (
    <Suspense>
      <Box {...props} />
    </Suspense>
  )
}
