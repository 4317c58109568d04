import { useEffect, useState } from 'react'
import { useConnectionState, type ConnectionState } from '../realtime'

const words: Record<ConnectionState, string> = {
  idle: 'Connecting',
  connecting: 'Connecting',
  live: 'Live',
  reconnecting: 'Reconnecting',
  offline: 'Offline',
}

const patienceMs = 3_000

export function ConnectionBadge() {
  const state = useConnectionState()
  return (
    <span className="connection" data-connection={state} role="status">
      <span className="connection-dot" aria-hidden="true" />
      <span className="connection-word">{words[state]}</span>
    </span>
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
        ? 'You are offline. What you see is as of the last moment you were connected.'
        : 'The connection is lost. Reconnecting; nothing that was saved is lost.'}
    </p>
  )
}
