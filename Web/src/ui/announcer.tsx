import { useEffect, useState } from 'react'

type Listener = (text: string) => void
const listeners = new Set<Listener>()

/** Says something to a screen reader, politely. */
export function announce(text: string): void {
  for (const listener of listeners) listener(text)
}

/** Mounted once, in the shell: a live region that appears together with its text is not read. */
export function Announcer() {
  const [said, setSaid] = useState<{ text: string; turn: number }>({ text: '', turn: 0 })
  useEffect(() => {
    const listener: Listener = (text) => setSaid((before) => ({ text, turn: before.turn + 1 }))
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }, [])
  // The same sentence twice is a change only if the node changes.
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      <span key={said.turn}>{said.text}</span>
    </div>
  )
}
