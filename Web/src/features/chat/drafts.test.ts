import { expect, it, vi } from 'vitest'

vi.mock('../../realtime', () => ({ connection: {}, invoke: () => null }))
const { nothing, shown } = await import('./drafts')

const remote = { body: 'from the phone', at: '2026-11-20T10:00:00Z' }

it('Without anything kept here the other device’s draft is shown', () => {
  expect(shown(null, remote)).toEqual({ body: 'from the phone', replyTo: null })
  expect(shown(null, undefined)).toEqual(nothing)
})

it('What this device has not said yet wins, also when it is that nothing is left', () => {
  expect(shown({ body: 'typed offline', replyTo: 'm1', isSaid: false }, remote)).toEqual({ body: 'typed offline', replyTo: 'm1' })
  expect(shown({ body: '', replyTo: null, isSaid: false }, remote)).toEqual(nothing)
})

it('Once said, the last word is the server’s', () => {
  expect(shown({ body: 'old', replyTo: null, isSaid: true }, remote).body).toBe('from the phone')
})
