import { plural, t } from '@lingui/core/macro'
import { useEffect, useState } from 'react'
import type { Typing } from '../rooms/room'

// The server forgets a typer after six seconds, and says so by a signal, which may be lost.
const keptMs = 8_000

export function TypingLine({ typing, me }: { typing: Typing; me: string }) {
  const [stale, setStale] = useState<Typing | null>(null)
  useEffect(() => {
    if (typing.count === 0) return
    const timer = setTimeout(() => setStale(typing), keptMs)
    return () => clearTimeout(timer)
  }, [typing])
  return (
    <p className="typing" aria-hidden="true">
      {stale === typing ? '' : typingWords(typing, me)}
    </p>
  )
}

export function typingWords({ users, count }: Typing, me: string): string {
  const isMe = users.some(({ userId }) => userId === me)
  const names = users.filter(({ userId }) => userId !== me).map(({ displayName }) => displayName.split(' ')[0]!)
  const total = count - (isMe ? 1 : 0)
  if (names.length === 0 || total <= 0) return ''
  const [first = '', second = ''] = names
  if (total === 1) return t`${first} is writing…`
  if (total === 2 && second) return t`${first} and ${second} are writing…`
  return plural(total - 1, { one: `${first} and # other are writing…`, other: `${first} and # others are writing…` })
}
