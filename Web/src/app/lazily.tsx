import { t } from '@lingui/core/macro'
import { useEffect, useState, type ComponentType } from 'react'
import { useNavigate } from 'react-router'
import { Blank, Button } from '../ui/controls'

/**
 * For a route's `lazy`: a page whose file could not be loaded says so. Browsers remember a module that failed for as
 * long as the document lives, so it is the document that is loaded again: by itself if the connection was what was
 * missing.
 */
export function lazily(load: () => Promise<ComponentType>): () => Promise<{ Component: ComponentType }> {
  return async () => ({
    Component: await load().catch((reason: unknown) => {
      console.warn(reason)
      const wasOffline = !navigator.onLine
      return () => <Unloaded wasOffline={wasOffline} />
    }),
  })
}

function Unloaded({ wasOffline }: { wasOffline: boolean }) {
  const [isOnline, setOnline] = useState(navigator.onLine)
  const navigate = useNavigate()
  useEffect(() => {
    const look = (): void => setOnline(navigator.onLine)
    addEventListener('online', look)
    addEventListener('offline', look)
    return () => {
      removeEventListener('online', look)
      removeEventListener('offline', look)
    }
  }, [])
  useEffect(() => {
    if (wasOffline && isOnline) location.reload()
  }, [wasOffline, isOnline])

  return (
    <div role="alert">
      {wasOffline || !isOnline ? (
        <Blank
          level={1}
          icon="alert"
          title={t`You are offline`}
          action={<Button onClick={() => void navigate(-1)}>{t`Go back`}</Button>}
        >
          {t`This page has not been opened on this device yet. It comes by itself when you are connected again.`}
        </Blank>
      ) : (
        <Blank
          level={1}
          icon="alert"
          title={t`This page could not be loaded`}
          action={<Button onClick={() => location.reload()}>{t`Reload`}</Button>}
        >
          {t`There may be a newer version of the academy, or the connection is weak.`}
        </Blank>
      )}
    </div>
  )
}
