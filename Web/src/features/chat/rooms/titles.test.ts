import { expect, it } from 'vitest'
import { briefTimeOf, excerptOf, titleOf } from './titles'
import { typingWords } from '../presence/TypingLine'

const typer = (displayName: string) => ({ userId: displayName, displayName })

it('An excerpt is one line without marks, and not cut within a character', () => {
  expect(excerptOf('> did you?\n\n**Hello**\nyou `there`')).toBe('Hello you there')
  expect(excerptOf('> only this')).toBe('only this')
  expect(excerptOf('see ```js\nlong()\n``` that')).toBe('see … that')
  expect(excerptOf('😀😀😀', 2)).toBe('😀😀…')
  expect(excerptOf(null)).toBe('')
})

it('A room is called by its title, a conversation of two by the other one', () => {
  expect(titleOf({ type: 'direct', other: { userId: 'b', displayName: 'Bo' } })).toBe('Bo')
  expect(titleOf({ type: 'direct' })).toBe('Somebody who left')
  expect(titleOf({ type: 'group', title: 'Quiet' })).toBe('Quiet')
})

it('A time is said as short as it can be', () => {
  const now = new Date('2026-11-20T12:00:00')
  expect(briefTimeOf('2026-11-20T09:05:00', now)).toBe('09:05')
  expect(briefTimeOf('2026-11-18T09:05:00', now)).toBe('Wed')
  expect(briefTimeOf('2026-11-02T09:05:00', now)).toBe('Nov 2')
})

it('Who writes is named, oneself never', () => {
  expect(typingWords({ users: [typer('Ann Lee')], count: 1 }, 'Ann Lee')).toBe('')
  expect(typingWords({ users: [typer('Ann Lee'), typer('Bo Jensen')], count: 2 }, 'Ann Lee')).toBe('Bo is writing…')
  expect(typingWords({ users: [typer('Bo Jensen'), typer('Cy')], count: 2 }, 'me')).toBe('Bo and Cy are writing…')
  expect(typingWords({ users: [typer('Bo Jensen'), typer('Cy')], count: 7 }, 'me')).toBe('Bo and 6 others are writing…')
})
