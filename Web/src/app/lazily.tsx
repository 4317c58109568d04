import { t } from '@lingui/core/macro'
import { useEffect, type ComponentType } from 'react'
import { Blank, Button, NotHere } from '../ui/controls'
import { useOnline } from '../ui/online'

/**
 * For a route's `lazy`: a page whose file could not be loaded. Browsers remember a module that failed for as long as
 * the document lives, so it is the document that is loaded again: with the connection, if that was what was missing,
 * else at once. The release that this document is of may be gone from the server. Nothing typed is lost by it: whoever
 * sees this has just left their page.
 */
export function lazily(load: () => Promise<ComponentType>): () => Promise<{ Component: ComponentType }> {
  return async () => ({
    Component: await load().catch((reason: unknown) => {
      console.warn(reason)
      return Unloaded
    }),
  })
}

const storageKey = 'academy.loaded-again'
const againAfterMs = 30_000

/** Once: what is missing after that is missing for another reason. */
function mayLoadAgain(): boolean {
  const last = Number(sessionStorage.getItem(storageKey) ?? 0)
  return Date.now() - last > againAfterMs
}

function loadAgain(): void {
  sessionStorage.setItem(storageKey, `${Date.now()}`)
  location.reload()
}

function Unloaded() {
  const isOnline = useOnline()
  useEffect(() => {
    if (isOnline && mayLoadAgain()) loadAgain()
  }, [isOnline])
  if (!isOnline) return <NotHere />
  return (
    <div role="alert">
      <Blank
        level={1}
        icon="alert"
        title={t`This page could not be loaded`}
        action={<Button onClick={loadAgain}>{t`Reload`}</Button>}
      >
        {t`The connection is weak, or something went wrong on our side.`}
      </Blank>
    </div>
  )
}
