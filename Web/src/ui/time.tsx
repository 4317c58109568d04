import { useSyncExternalStore } from 'react'

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

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const full = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })

export function ago(at: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - at) / 1000))
  if (seconds < 45) return 'just now'
  if (seconds < 3600) return relative.format(-Math.max(1, Math.round(seconds / 60)), 'minute')
  if (seconds < 86_400) return relative.format(-Math.round(seconds / 3600), 'hour')
  return relative.format(-Math.round(seconds / 86_400), 'day')
}

export function Ago({ at }: { at: string }) {
  const now = useSyncExternalStore(subscribe, () => minute)
  const time = Date.parse(at)
  if (Number.isNaN(time)) return null
  return (
    <time dateTime={at} title={full.format(time)}>
      {ago(time, now)}
    </time>
  )
}

export function minutes(total: number): string {
  return total < 60 ? `${total} min` : `${Math.floor(total / 60)} h${total % 60 ? ` ${total % 60} min` : ''}`
}

export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`
}
