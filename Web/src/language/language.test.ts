// @vitest-environment jsdom
import { i18n } from '@lingui/core'
import { afterAll, expect, it, vi } from 'vitest'
import { modules } from './counts'
import { ago, compare, date, duration, number, percent, size } from './format'
import { bestOf, browserLanguage, chooseLanguage, localeOf } from './language'
import { faultOf, sentenceOf } from './refusals'

afterAll(() => chooseLanguage('en'))

it('The first of the browser’s languages that there are words for is spoken, else English', () => {
  expect(bestOf(['fr-CH', 'de-CH', 'en'])).toBe('de')
  expect(bestOf(['AR'])).toBe('ar')
  expect(bestOf(['tlh', 'constructor'])).toBe('en')
})

it('Dates and numbers are those of the browser’s country, where that speaks the language', () => {
  expect(localeOf('en', ['de-AT', 'en-GB'])).toBe('en-GB')
  expect(localeOf('de', ['en-GB'])).toBe('de')
  expect(localeOf('en', ['en-US@posix', 'en-IE'])).toBe('en-IE')
  expect(localeOf('ar', ['ar-EG'])).toBe('ar-EG-u-nu-latn')
})

it('A browser’s name of a language that no server takes is passed over', () => {
  vi.spyOn(navigator, 'languages', 'get').mockReturnValueOnce(['en-US@posix', 'de-AT'])
  expect(browserLanguage()).toBe('de-AT')
})

it('Another language changes the words, the numbers, the order and the direction of the page', async () => {
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['en'])
  await chooseLanguage('de')
  expect(document.documentElement).toMatchObject({ lang: 'de', dir: 'ltr' })
  expect([number(1234.5, 1), percent(70), modules(1), modules(2)]).toEqual([
    '1.234,5',
    '70\u00a0%',
    '1 Modul',
    '2 Module',
  ])
  expect(['Zebra', 'Äpfel', 'Apfel'].sort(compare)).toEqual(['Apfel', 'Äpfel', 'Zebra'])
  expect(sentenceOf('auth.wrong-credentials')).toBe('E-Mail und Passwort passen nicht zusammen.')
  expect(faultOf('It must have 1 to 200 characters.')).toBe('Gib höchstens 200 Zeichen ein.')
  await chooseLanguage('ar')
  expect(document.documentElement).toMatchObject({ lang: 'ar', dir: 'rtl' })
  expect([0, 1, 2, 3, 11, 100].map(modules)).toEqual([
    'لا وحدات',
    'وحدة واحدة',
    'وحدتان',
    '3 وحدات',
    '11 وحدة',
    '100 وحدة',
  ])
  expect(date('day', '2026-11-02T12:00:00')).toMatch(/^2 /)
  await chooseLanguage(null)
  expect(i18n.locale).toBe('en')
})

it('What the server says at a field and is not known here stays as it is', () => {
  expect(faultOf('It must be purple.')).toBe('It must be purple.')
})

it('Sizes, lengths and times are short', () => {
  expect([12, 2_048, 3_500_000, 367_001_600, 3 * 1024 ** 3].map(size)).toEqual([
    '12 B',
    '2 KB',
    '3.3 MB',
    '350 MB',
    '3 GB',
  ])
  expect([5, 60, 125].map(duration)).toEqual(['5 min', '1 h', '2 h 5 min'])
  expect([percent(0), percent(0.25, 1), percent(12.34)]).toEqual(['0%', '0.3%', '12%'])
  const now = Date.parse('2026-11-20T12:00:00Z')
  expect([10, 300, 7_200, 86_400].map((seconds) => ago(now - seconds * 1000, now))).toEqual([
    'just now',
    '5 minutes ago',
    '2 hours ago',
    'yesterday',
  ])
})
