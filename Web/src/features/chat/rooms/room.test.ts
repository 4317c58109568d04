import { expect, it, vi } from 'vitest'
import type { ReactionAdded } from '../../../api/generated/streams'
import { given, when } from '../../../api/given'

vi.mock('../../../realtime', () => ({ project: () => null, useLive: () => null }))
const { pictureOf, roomReducers, withPage, withPresence } = await import('./room')
const { find } = await import('../messages/timeline')
const { events, signals } = roomReducers
type State = ReturnType<typeof roomReducers.snapshot>

const at = '2026-11-20T10:00:00Z'
const message = (seq: number, rest: object = {}) => ({
  seq,
  id: `m${seq}`,
  senderId: 'bo',
  senderName: 'Bo',
  body: `#${seq}`,
  at,
  ...rest,
})
const start = (rest: object = {}): State =>
  roomReducers.snapshot({
    room: { id: 'r', type: 'group', title: 'Room', createdAt: at, memberCount: 2, slowModeSeconds: 0, pins: ['m5'] },
    members: [
      { userId: 'ann', displayName: 'Ann', role: 'owner', lastReadSeq: 3 },
      { userId: 'bo', displayName: 'Bo', role: 'member', lastReadSeq: 0 },
    ],
    messages: [message(5), message(7)],
    presence: { version: 4, online: 1, users: ['ann'] },
    ...rest,
  })
const posted = (state: State, seq: number, rest: object = {}) =>
  events['chat.message-posted'](state, given({ ...message(seq, rest) }), when(seq, at))

it('A message that is posted is news; the ones on joining are not', () => {
  expect(start().news).toBeNull()
  const state = posted(start(), 9, { commandId: 'c1' })
  expect(state.news!.seq).toBe(9)
  expect(find(state.timeline, 9)).toMatchObject({ body: '#9', commandId: 'c1' })
})

it('Whoever writes is shown with the picture that they have now, also at what they wrote before', () => {
  const large = start({ members: undefined, messages: [message(5, { senderPicture: 'old' })] })
  expect(pictureOf(large, find(large.timeline, 5)!)).toBe('old')
  const before = start({ messages: [message(5, { senderPicture: 'old' })] })
  const changed = posted(before, 9, { senderPicture: 'new' })
  expect(pictureOf(changed, find(changed.timeline, 5)!)).toBe('new')
  expect(changed.members!.get('bo')).toMatchObject({ displayName: 'Bo', picture: 'new' })
  const removed = posted(changed, 11)
  expect(pictureOf(removed, find(removed.timeline, 5)!)).toBeUndefined()
})

it('A reply is counted once at the message it answers', () => {
  const state = posted(start(), 9, { threadId: 'm7', replyTo: 'm7' })
  expect(find(state.timeline, 7)!.replyCount).toBe(1)
  expect(find(posted(state, 9, { threadId: 'm7', replyTo: 'm7' }).timeline, 7)!.replyCount).toBe(1)
})

it('Edits and deletions change the message they name, and a deletion stays', () => {
  let state = events['chat.message-edited'](start(), given({ messageSeq: 7, body: 'better', editedAt: at }))
  expect(find(state.timeline, 7)).toMatchObject({ body: 'better', editedAt: at })
  state = events['chat.message-deleted'](state, given({ messageSeq: 7, id: 'm7' }), when(10, at))
  expect(find(state.timeline, 7)).toMatchObject({ body: null, deletedAt: at })
  state = events['chat.message-edited'](state, given({ messageSeq: 7, body: 'late', editedAt: at }))
  expect(find(state.timeline, 7)!.body).toBeNull()
})

it('A deleted message is not pinned any more', () => {
  expect(events['chat.message-deleted'](start(), given({ messageSeq: 5, id: 'm5' }), when(10, at)).facts.pins).toEqual(
    [],
  )
})

it('A reaction counts once per person, and the last one takes it away', () => {
  const reaction = given<ReactionAdded>({ messageSeq: 7, userId: 'ann', emoji: '👍' })
  let state = events['chat.reaction-added'](events['chat.reaction-added'](start(), reaction), reaction)
  state = events['chat.reaction-added'](state, { ...reaction, userId: 'bo' })
  expect(find(state.timeline, 7)!.reactions).toEqual([{ emoji: '👍', count: 2, userIds: ['ann', 'bo'] }])
  state = events['chat.reaction-removed'](events['chat.reaction-removed'](state, reaction), reaction)
  expect(find(state.timeline, 7)!.reactions).toEqual([{ emoji: '👍', count: 1, userIds: ['bo'] }])
  state = events['chat.reaction-removed'](state, { ...reaction, userId: 'bo' })
  expect(find(state.timeline, 7)!.reactions).toEqual([])
})

it('A page of history that was read before an edit arrived shows the edit', () => {
  let state = events['chat.message-edited'](start(), given({ messageSeq: 2, body: 'edited', editedAt: at }))
  state = events['chat.reaction-added'](state, given({ messageSeq: 2, userId: 'ann', emoji: '👍' }))
  state = withPage(state, { messages: [message(1), message(2)], before: 5, isFirst: true, isLast: false })
  expect(find(state.timeline, 2)).toMatchObject({
    body: 'edited',
    reactions: [{ emoji: '👍', count: 1, userIds: ['ann'] }],
  })
  expect(state.timeline).toHaveLength(1)
})

it('Members come, change and go', () => {
  let state = events['chat.members-added'](
    start(),
    given({ members: [{ userId: 'cy', displayName: 'Cy', role: 'member' }] }),
  )
  state = events['chat.members-added'](state, given({ members: [{ userId: 'cy', displayName: 'Cy', role: 'member' }] }))
  expect([state.facts.memberCount, state.members!.size]).toEqual([3, 3])
  state = events['chat.member-role-changed'](state, given({ userId: 'cy', role: 'moderator' }))
  expect(state.members!.get('cy')!.role).toBe('moderator')
  state = events['chat.member-removed'](state, given({ userId: 'cy' }))
  expect([state.facts.memberCount, state.members!.has('cy')]).toEqual([2, false])
})

it('Who is erased leaves no words behind, in what is shown and in what is read later', () => {
  let state = events['chat.member-removed'](posted(start(), 9, { senderId: 'cy' }), { userId: 'bo', reason: 'erased' })
  expect(find(state.timeline, 7)).toMatchObject({ body: null, erased: true })
  expect(find(state.timeline, 9)!.body).toBe('#9')
  state = withPage(state, { messages: [message(1)], before: 5, isFirst: true, isLast: false })
  expect(find(state.timeline, 1)).toMatchObject({ body: null, erased: true })
})

it('Presence follows differences, and asks when one was dropped', () => {
  let state = signals['chat.presence'](start(), { version: 5, online: 2, joined: ['bo'] })
  expect([...state.presence.users!]).toEqual(['ann', 'bo'])
  expect(signals['chat.presence'](state, { version: 5, online: 9 })).toBe(state)
  state = signals['chat.presence'](state, { version: 8, online: 1, left: ['ann'] })
  expect(state.presence).toMatchObject({ version: 5, online: 1, isStale: true })
  state = withPresence(state, { version: 9, online: 1, users: ['bo'] })
  expect(state.presence).toMatchObject({ version: 9, isStale: false })
  expect([...state.presence.users!]).toEqual(['bo'])
})

it('A large room counts who is online and never asks who', () => {
  const large = start({ members: null, presence: { version: 4, online: 300 } })
  expect(signals['chat.presence'](large, { version: 9, online: 301 }).presence).toMatchObject({
    online: 301,
    isStale: false,
    users: null,
  })
})

it('Reads only go forward', () => {
  const state = signals['chat.read'](start(), {
    reads: [
      { userId: 'ann', seq: 2 },
      { userId: 'bo', seq: 7 },
      { userId: 'gone', seq: 1 },
    ],
  })
  expect([state.members!.get('ann')!.lastReadSeq, state.members!.get('bo')!.lastReadSeq, state.members!.size]).toEqual([
    3, 7, 2,
  ])
})

it('Who has just posted does not type any more', () => {
  const typing = signals['chat.typing'](start(), { users: [{ userId: 'bo', displayName: 'Bo' }], count: 1 })
  expect(posted(typing, 9).typing).toEqual({ users: [], count: 0 })
})
