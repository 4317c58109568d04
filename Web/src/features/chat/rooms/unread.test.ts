import { expect, it, vi } from 'vitest'
import { given, when } from '../../../api/given'

vi.mock('../../../realtime', () => ({ project: () => null, useLive: () => null }))
const { roomReducers } = await import('./room')
const { personalReducers } = await import('../personal/personal')
const { byActivity, lineOf } = await import('./unread')

const at = (seq: number) => `2026-11-20T10:00:${String(seq).padStart(2, '0')}Z`
const message = (seq: number, senderId = 'bo') => ({
  seq,
  id: `m${seq}`,
  senderId,
  senderName: 'Bo',
  body: '',
  at: at(seq),
})
const room = (rest: object = {}) => ({
  id: 'r',
  type: 'group' as const,
  title: 'Room',
  memberCount: 2,
  role: 'member' as const,
  lastMessage: message(9),
  unread: 2,
  lastReadSeq: 5,
  seq: 10,
  ...rest,
})
const state = (...seqs: number[]) =>
  roomReducers.snapshot(
    given({
      room: { id: 'r', type: 'group', createdAt: '', memberCount: 2, slowModeSeconds: 0, pins: [] },
      messages: seqs.map((seq) => message(seq)),
      presence: { version: 0, online: 0 },
    }),
  )
const posted = (to: ReturnType<typeof state>, seq: number, senderId = 'bo') =>
  roomReducers.events['chat.message-posted'](to, given({ ...message(seq, senderId) }), when(seq, at(seq)))
const personal = personalReducers.snapshot(
  given({ chat: { reads: {}, drafts: {}, mentions: [given({ roomId: 'r', id: 'm9', seq: 9 })] } }),
)

it('Without the room’s stream a line is what the list said', () => {
  expect(lineOf(room(), undefined, undefined, 0, 'me')).toMatchObject({ unread: 2, readSeq: 5, last: { seq: 9 } })
})

it('What has come since is unread, but not one’s own', () => {
  const live = posted(posted(state(7, 9), 11), 12, 'me')
  const line = lineOf(room(), live, personal, 0, 'me')
  expect(line).toMatchObject({ unread: 3, last: { seq: 12 }, mentions: 1 })
})

it('Having read on another device, or here, takes away what was read and no more', () => {
  const live = posted(state(3, 7, 9), 11)
  const elsewhere = personalReducers.events['chat.read'](personal, { reads: [{ roomId: 'r', seq: 9 }] })
  expect(lineOf(room(), live, elsewhere, 0, 'me')).toMatchObject({ unread: 1, mentions: 0 })
  expect(lineOf(room(), live, elsewhere, 11, 'me')).toMatchObject({ unread: 0, readSeq: 11 })
})

it('A deleted message is not unread', () => {
  const live = roomReducers.events['chat.message-deleted'](
    state(3, 7, 9),
    given({ messageSeq: 9, id: 'm9' }),
    when(12, at(12)),
  )
  expect(lineOf(room(), live, undefined, 0, 'me')).toMatchObject({ unread: 1, last: { seq: 7 } })
})

it('More than is known here is counted by the list, up to a hundred', () => {
  const live = posted(state(70, 80), 90)
  expect(lineOf(room({ unread: 30, seq: 85, lastMessage: message(80) }), live, undefined, 0, 'me').unread).toBe(31)
  expect(lineOf(room({ unread: 100, seq: 85, lastMessage: message(80) }), live, undefined, 0, 'me').unread).toBe(100)
})

it('Reads of other devices never go back', () => {
  const read = (to: typeof personal, seq: number) =>
    personalReducers.events['chat.read'](to, { reads: [{ roomId: 'r', seq }] })
  expect(read(read(personal, 9), 7).reads).toEqual({ r: 9 })
})

it('A draft is kept until it is cleared, and goes with its room', () => {
  const saved = personalReducers.signals['chat.draft-saved'](personal, { roomId: 'r', body: 'half a' }, { at: at(1) })
  expect(saved.drafts['r']).toEqual({ body: 'half a', at: at(1) })
  expect(
    personalReducers.signals['chat.draft-saved'](saved, { roomId: 'r', body: null }, { at: at(2) }).drafts,
  ).toEqual({})
  const left = personalReducers.events['chat.room-left'](saved, given({ roomId: 'r' }))
  expect([left.drafts, left.mentions, left.turn]).toEqual([{}, [], 1])
})

it('Being told all drafts replaces what was known: what is not among them was cleared', () => {
  const drafts = { other: { body: 'from the phone', at: at(2) } }
  const saved = personalReducers.signals['chat.draft-saved'](personal, { roomId: 'r', body: 'half a' }, { at: at(1) })
  const told = personalReducers.signals['chat.drafts'](saved, { drafts })
  expect(told).toEqual({ ...saved, drafts })
  expect(personalReducers.signals['chat.drafts'](told, { drafts: {} }).drafts).toEqual({})
})

it('The list is in the order of the latest activity', () => {
  const line = (id: string, seq: number | null) =>
    lineOf(room({ id, lastMessage: seq === null ? null : message(seq) }), undefined, undefined, 0, 'me')
  expect(byActivity([line('a', 1), line('b', null), line('c', 9)]).map(({ room: { id } }) => id)).toEqual([
    'c',
    'a',
    'b',
  ])
})
