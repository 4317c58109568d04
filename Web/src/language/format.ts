import { i18n } from '@lingui/core'
import { t } from '@lingui/core/macro'

/* Numbers, times and orders as the language has them. A format is made once and kept: making one is slow. */
const made = new Map<string, unknown>()

function once<T>(kind: string, make: (locale: string) => T): T {
  const locale = [i18n.locales ?? i18n.locale].flat()[0]!
  const key = `${locale} ${kind}`
  if (!made.has(key)) made.set(key, make(locale))
  return made.get(key) as T
}

export function number(value: number, digits = 0): string {
  return once(`number ${digits}`, (locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits })).format(
    value,
  )
}

const percents = (digits: number): Intl.NumberFormat =>
  once(
    `percent ${digits}`,
    (locale) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits }),
  )

/** 70: seventy percent. */
export function percent(value: number, digits = 0): string {
  return percents(digits).format(value / 100)
}

export function percentParts(value: number): Intl.NumberFormatPart[] {
  return percents(0).formatToParts(value / 100)
}

export function size(bytes: number): string {
  const digits = (value: number): number => (value < 10 ? 1 : 0)
  if (bytes < 1024) return t`${number(bytes)} B`
  const kilo = bytes / 1024
  if (kilo < 1024) return t`${number(kilo)} KB`
  const mega = kilo / 1024
  if (mega < 1024) return t`${number(mega, digits(mega))} MB`
  const giga = mega / 1024
  return t`${number(giga, digits(giga))} GB`
}

export function list(items: readonly string[]): string {
  return once('list', (locale) => new Intl.ListFormat(locale, { type: 'conjunction' })).format(items)
}

/** For `sort`. */
export function compare(a: string, b: string): number {
  return once('order', (locale) => new Intl.Collator(locale, { numeric: true })).compare(a, b)
}

const forms = {
  clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  weekday: { weekday: 'short' },
  day: { day: 'numeric', month: 'short' },
  date: { dateStyle: 'medium' },
  dayOfYear: { weekday: 'long', month: 'long', day: 'numeric' },
  fullDay: { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' },
  moment: { dateStyle: 'medium', timeStyle: 'short' },
  fullMoment: { dateStyle: 'full', timeStyle: 'short' },
} satisfies Record<string, Intl.DateTimeFormatOptions>

export function date(form: keyof typeof forms, at: Date | string | number): string {
  return once(`date ${form}`, (locale) => new Intl.DateTimeFormat(locale, forms[form])).format(new Date(at))
}

/** How long ago: "just now", "5 minutes ago", "yesterday". */
export function ago(at: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - at) / 1000))
  if (seconds < 45) return t`just now`
  const relative = once('relative', (locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }))
  if (seconds < 3600) return relative.format(-Math.max(1, Math.round(seconds / 60)), 'minute')
  if (seconds < 86_400) return relative.format(-Math.round(seconds / 3600), 'hour')
  return relative.format(-Math.round(seconds / 86_400), 'day')
}

/** A length of time, of minutes. */
export function duration(total: number): string {
  const hours = Math.floor(total / 60)
  const minutes = total % 60
  if (hours === 0) return t`${minutes} min`
  return minutes === 0 ? t`${hours} h` : t`${hours} h ${minutes} min`
}
