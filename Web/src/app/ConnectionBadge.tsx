import { i18n, type MessageDescriptor } from '@lingui/core'
import { msg, plural, t } from '@lingui/core/macro'
import { useEffect, useState } from 'react'
import { Link } from 'react-router'
import { useWaiting } from '../api/browserOutbox'
import { useConnectionState, type ConnectionState } from '../realtime'
import { Icon } from '../ui/icons'

const words: Record<ConnectionState, MessageDescriptor> = {
  idle: msg`Connecting`,
  connecting: msg`Connecting`,
  live: msg`Live`,
  reconnecting: msg`Reconnecting`,
  offline: msg`Offline`,
}

const patienceMs = 3_000

/** Shown when it is not live, and with what waits on this device. */
export function ConnectionBadge() {
  const state = useConnectionState()
  const waiting = useWaiting()
  const isRefused = waiting.some((each) => each.state === 'refused')
  return (
    <>
      <span className={state === 'live' ? 'visually-hidden' : 'connection'} data-connection={state} role="status">
        <span className="connection-dot" aria-hidden="true" />
        <span className="connection-word">{i18n._(words[state])}</span>
      </span>
      {waiting.length > 0 && (
        <Link to="/waiting" className="waiting-link" data-refused={isRefused || undefined}>
          <Icon name={isRefused ? 'alert' : 'clock'} size={16} />
          <span>{plural(waiting.length, { one: '# change waits', other: '# changes wait' })}</span>
        </Link>
      )}
    </>
  )
}

/** Says what it means for the page once the connection is gone for longer than a hiccup. */
export function ConnectionNotice() {
  const state = useConnectionState()
  const away = state === 'reconnecting' || state === 'offline'
  const [long, setLong] = useState(false)
  useEffect(() => {
    setLong(false)
    if (!away) return
    const timer = setTimeout(() => setLong(true), patienceMs)
    return () => clearTimeout(timer)
  }, [away])
  if (!away || !long) return null
  return (
    <p className="connection-notice">
      {state === 'offline'
        ? t`You are offline. What you see is as of the last moment you were connected.`
        : t`The connection is lost. Reconnecting; nothing that was saved is lost.`}
    </p>
  )
}
