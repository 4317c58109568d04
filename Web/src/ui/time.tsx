import { useSyncExternalStore } from 'react'
import { ago, date } from '../language/format'

let minute = Date.now()
const listeners = new Set<() => void>()
setInterval(() => {
  minute = Date.now()
  for (const listener of listeners) listener()
}, 20_000)

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function Ago({ at }: { at: string }) {
  const now = useSyncExternalStore(subscribe, () => minute)
  const time = Date.parse(at)
  if (Number.isNaN(time)) return null
  return (
    <time dateTime={at} title={date('moment', time)}>
      {ago(time, now)}
    </time>
  )
}
