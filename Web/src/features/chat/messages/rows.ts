import { t } from '@lingui/core/macro'
import { date } from '../../../language/format'
import type { Message } from '../wire'

/** A message as it is shown: what is above it, and whether it continues the one before. */
export interface Row {
  message: Message
  /** The day, on the first message of one. */
  day: string | null
  /** It is the first message that the person has not read. */
  isFirstNew: boolean
  /** By the same person within a few minutes: shown without name and picture. */
  isContinued: boolean
}

const pauseMs = 5 * 60_000

export function dayOf(at: string): string {
  const date = new Date(at)
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

export function rowsOf(messages: Message[], readSeq: number | null, me: string): Row[] {
  let newer = readSeq === null
  let before: Message | undefined
  return messages.map((message) => {
    const isNewDay = !before || dayOf(before.at) !== dayOf(message.at)
    const isFirstNew: boolean = !newer && message.seq > readSeq! && message.senderId !== me
    newer ||= isFirstNew
    const isContinued =
      !isNewDay &&
      !isFirstNew &&
      before!.senderId === message.senderId &&
      !message.replyTo &&
      !message.deletedAt &&
      !before!.deletedAt &&
      Date.parse(message.at) - Date.parse(before!.at) < pauseMs
    before = message
    return { message, day: isNewDay ? dayOf(message.at) : null, isFirstNew, isContinued }
  })
}

export function dayName(day: string, today: Date): string {
  const then = new Date(`${day}T12:00:00`)
  const days = Math.round(
    (new Date(today.toDateString()).getTime() - new Date(then.toDateString()).getTime()) / 86_400_000,
  )
  if (days === 0) return t`Today`
  if (days === 1) return t`Yesterday`
  return date(then.getFullYear() === today.getFullYear() ? 'dayOfYear' : 'fullDay', then)
}
