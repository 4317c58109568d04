import { expect, it } from 'vitest'
import { mentionAt, stillMentioned, suggested } from './mentioning'

const member = (displayName: string) => ({ userId: displayName, displayName, role: 'member' as const })

it.each([
  ['@', 1, { from: 0, search: '' }],
  ['hi @an', 6, { from: 3, search: 'an' }],
  ['hi @ann le and', 10, { from: 3, search: 'ann le' }],
  ['a@b.example', 11, null],
  ['hi @ann lee is it you', 21, null],
  ['@x\nhello', 8, null],
])('%j at %i', (text, caret, found) => expect(mentionAt(text, caret)).toEqual(found))

it('Names are found by the beginning of any of their words, whatever the accents; never one’s own', () => {
  const members = ['Ann Lee', 'Léa Martin', 'Bob Lee', 'Me'].map(member)
  expect(suggested(members, 'le', 'Me').map(({ displayName }) => displayName)).toEqual([
    'Ann Lee',
    'Bob Lee',
    'Léa Martin',
  ])
  expect(suggested(members, '', 'Me')).toHaveLength(3)
  expect(suggested(members, 'e', 'Me')).toEqual([])
})

it('Who was picked and taken out again is not mentioned', () => {
  const picked = [
    { userId: '1', name: 'Ann Lee' },
    { userId: '2', name: 'Bob' },
    { userId: '1', name: 'Ann Lee' },
  ]
  expect(stillMentioned('Hello @Ann Lee', picked)).toEqual(['1'])
})

it.each([
  ['`@Bob`', []],
  ['```\n@Bob\n``` and @Ann Lee', ['1']],
  ['```\n@Bob, not closed', []],
  ['a ``@Bob ` `` b', []],
  ['`not closed @Bob', ['2']],
  ['`x` @Bob `y`', ['2']],
])('%j mentions %j: in code nobody is mentioned', (body, mentioned) => {
  const picked = [
    { userId: '1', name: 'Ann Lee' },
    { userId: '2', name: 'Bob' },
  ]
  expect(stillMentioned(body, picked)).toEqual(mentioned)
})
