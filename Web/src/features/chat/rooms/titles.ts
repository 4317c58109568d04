import { t } from '@lingui/core/macro'
import { date } from '../../../language/format'
import type { RoomItem } from '../wire'

export function titleOf(room: Pick<RoomItem, 'type' | 'title' | 'other'>): string {
  if (room.type === 'direct') return room.other?.displayName ?? t`Somebody who left`
  return room.title || (room.type === 'course' ? t`Course` : t`Group`)
}

export const timeOf = (at: string): string => date('clock', at)
export const wholeTimeOf = (at: string): string => date('fullMoment', at)

/** A time if it was today, a weekday if it was this week, else a date. */
export function briefTimeOf(at: string, now: Date): string {
  const then = new Date(at)
  const hours = (now.getTime() - then.getTime()) / 3_600_000
  if (then.toDateString() === now.toDateString()) return date('clock', then)
  return date(hours < 6 * 24 ? 'weekday' : 'day', then)
}

/** The text of a message on one line, without markup. */
export function excerptOf(body: string | null | undefined, max = 140): string {
  if (!body) return ''
  // Leaves quotes out, unless there is nothing else.
  const own = body.replace(/^>.*$/gm, '').trim() || body
  const text = own
    .replace(/```[\s\S]*?(?:```|$)/g, ' … ')
    .replace(/[*_~`>#]+/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  const characters = [...text]
  return characters.length > max ? `${characters.slice(0, max).join('')}…` : text
}
