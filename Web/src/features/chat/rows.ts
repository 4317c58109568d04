import type { Message } from './wire'

/** A message as it is drawn: what stands above it, and whether it goes on where the one before ended. */
export interface Row {
  message: Message
  /** The day begins with it. */
  day: string | null
  /** What is new since one was here begins with it. */
  isFirstNew: boolean
  /** Said by the same person in one go: no name, no picture. */
  isContinued: boolean
}

const pauseMs = 5 * 60_000

export function dayOf(at: string): string {
  const date = new Date(at)
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`
}

export function rowsOf(messages: Message[], readSeq: number | null, me: string): Row[] {
  let newer = readSeq === null
  let before: Message | undefined
  return messages.map((message) => {
    const isNewDay = !before || dayOf(before.at) !== dayOf(message.at)
    const isFirstNew: boolean = !newer && message.seq > readSeq! && message.senderId !== me
    newer ||= isFirstNew
    const isContinued =
      !isNewDay && !isFirstNew && before!.senderId === message.senderId && !message.replyTo && !message.deletedAt
      && !before!.deletedAt && Date.parse(message.at) - Date.parse(before!.at) < pauseMs
    before = message
    return { message, day: isNewDay ? dayOf(message.at) : null, isFirstNew, isContinued }
  })
}

const weekday = new Intl.DateTimeFormat('en', { weekday: 'long', month: 'long', day: 'numeric' })
const withYear = new Intl.DateTimeFormat('en', { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' })

export function dayName(day: string, today: Date): string {
  const date = new Date(`${day}T12:00:00`)
  const days = Math.round((new Date(today.toDateString()).getTime() - new Date(date.toDateString()).getTime()) / 86_400_000)
  if (days === 0) return 'Today'
  if (days === 1) return 'Yesterday'
  return (date.getFullYear() === today.getFullYear() ? weekday : withYear).format(date)
}
