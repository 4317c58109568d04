import { expect, it, vi } from 'vitest'
import type { Outgoing } from './outbox/queue'

const invoke = vi.fn(async (..._: unknown[]) => ({}))
vi.mock('../../realtime', () => ({ invoke }))
const { saveDraft, sendMessage } = await import('./hub')

const message: Outgoing = {
  order: 1,
  commandId: 'c1',
  userId: 'me',
  roomId: 'r1',
  body: 'Hello',
  replyTo: null,
  threadId: null,
  attachments: [],
  mentions: [],
  at: '',
  state: 'waiting',
}

it('A message is sent under the command id it was written with, each time', async () => {
  await sendMessage(message)
  await sendMessage(message)
  expect(invoke.mock.calls).toEqual([
    ['SendMessage', 'r1', 'c1', { body: 'Hello' }],
    ['SendMessage', 'r1', 'c1', { body: 'Hello' }],
  ])
})

it('What it answers, carries and mentions goes with it', async () => {
  invoke.mockClear()
  const file = { id: 'f1', name: 'a.png', contentType: 'image/png', size: 1 }
  await sendMessage({ ...message, replyTo: 'm1', attachments: [file], mentions: ['u1'] })
  expect(invoke.mock.calls[0]![3]).toEqual({ body: 'Hello', replyTo: 'm1', attachmentIds: ['f1'], mentions: ['u1'] })
})

it('A draft that is cleared says so', async () => {
  invoke.mockClear()
  await saveDraft('r1', null)
  expect(invoke.mock.calls).toEqual([['SaveDraft', 'r1', null]])
})
