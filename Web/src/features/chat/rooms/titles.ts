import type { RoomItem } from '../wire'

export function titleOf(room: Pick<RoomItem, 'type' | 'title' | 'other'>): string {
  if (room.type === 'direct') return room.other?.displayName ?? 'Somebody who left'
  return room.title || (room.type === 'course' ? 'Course' : 'Group')
}

const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const day = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' })
const weekday = new Intl.DateTimeFormat('en', { weekday: 'short' })
const whole = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'short' })

export const timeOf = (at: string): string => clock.format(new Date(at))
export const wholeTimeOf = (at: string): string => whole.format(new Date(at))

/** A time if it was today, a weekday if it was this week, else a date. */
export function briefTimeOf(at: string, now: Date): string {
  const date = new Date(at)
  const hours = (now.getTime() - date.getTime()) / 3_600_000
  if (date.toDateString() === now.toDateString()) return clock.format(date)
  return hours < 6 * 24 ? weekday.format(date) : day.format(date)
}

export function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

/** The text of a message on one line, without markup. */
export function excerptOf(body: string | null | undefined, max = 140): string {
  if (!body) return ''
  // Leaves quotes out, unless there is nothing else.
  const own = body.replace(/^>.*$/gm, '').trim() || body
  const text = own.replace(/```[\s\S]*?(?:```|$)/g, ' … ').replace(/[*_~`>#]+/g, '').replace(/\s+/g, ' ').trim()
  const characters = [...text]
  return characters.length > max ? `${characters.slice(0, max).join('')}…` : text
}
