import { t } from '@lingui/core/macro'
import { useEffect, useState } from 'react'

type Listener = (text: string) => void
const listeners = new Set<Listener>()

/** Says something to a screen reader, politely. */
export function announce(text: string): void {
  for (const listener of listeners) listener(text)
}

const keptMs = 8_000

/** Mounted once, in the shell: a live region that appears together with its text is not read. */
export function Announcer() {
  const [said, setSaid] = useState<{ text: string; turn: number }[]>([])
  useEffect(() => {
    let turn = 0
    const timers = new Set<ReturnType<typeof setTimeout>>()
    // Each sentence is a node of its own: several at once are all read, and the same one twice is read twice.
    const listener: Listener = (text) => {
      const sentence = { text, turn: ++turn }
      setSaid((before) => [...before, sentence])
      timers.add(setTimeout(() => setSaid((before) => before.filter((each) => each !== sentence)), keptMs))
    }
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
      timers.forEach(clearTimeout)
    }
  }, [])
  return (
    <div className="visually-hidden" role="log" aria-live="polite" aria-label={t`Announcements`}>
      {said.map(({ text, turn }) => (
        <p key={turn}>{text}</p>
      ))}
    </div>
  )
}
