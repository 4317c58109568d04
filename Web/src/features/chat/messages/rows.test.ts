import { expect, it } from 'vitest'
import { dayName, rowsOf } from './rows'

const message = (seq: number, at: string, senderId = 'bo', rest: object = {}) => ({
  seq,
  id: `m${seq}`,
  senderId,
  senderName: senderId,
  body: '',
  at: `2026-11-${at}:00`,
  ...rest,
})

it('One person’s messages in one go are drawn together; a pause, a day, another person or a reply part them', () => {
  const rows = rowsOf(
    [
      message(1, '19T10:00'),
      message(2, '19T10:03'),
      message(3, '19T10:20'),
      message(4, '19T10:21', 'ann'),
      message(5, '19T10:22', 'ann', { replyTo: 'm1' }),
      message(6, '20T10:22', 'ann'),
    ],
    null,
    'me',
  )
  expect(rows.map(({ isContinued }) => isContinued)).toEqual([false, true, false, false, false, false])
  expect(rows.map(({ day }) => day)).toEqual(['2026-11-19', null, null, null, null, '2026-11-20'])
})

it('What is new begins with the first message of somebody else behind what was read', () => {
  const messages = [
    message(1, '19T10:00'),
    message(2, '19T10:00', 'me'),
    message(3, '19T10:01'),
    message(4, '19T10:01'),
  ]
  expect(rowsOf(messages, 1, 'me').map(({ isFirstNew }) => isFirstNew)).toEqual([false, false, true, false])
  expect(rowsOf(messages, 4, 'me').some(({ isFirstNew }) => isFirstNew)).toBe(false)
  expect(rowsOf(messages, null, 'me').some(({ isFirstNew }) => isFirstNew)).toBe(false)
})

it('Days are called as people call them', () => {
  const today = new Date('2026-11-20T00:30:00')
  expect(dayName('2026-11-20', today)).toBe('Today')
  expect(dayName('2026-11-19', today)).toBe('Yesterday')
  expect(dayName('2026-11-16', today)).toBe('Monday, November 16')
  expect(dayName('2025-11-16', today)).toBe('Sunday, November 16, 2025')
})
