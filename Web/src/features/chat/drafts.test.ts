import { expect, it, vi } from 'vitest'

vi.mock('../../realtime', () => ({ connection: {}, invoke: () => null }))
const { nothing, Sayer, shown } = await import('./drafts')

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

it('One saying at a time: of what was written meanwhile the latest is said, and a failure leaves it to be said later', async () => {
  const sent: string[] = []
  const answers: { resolve: () => void; reject: (reason: Error) => void }[] = []
  let written: string | null = 'H'
  const { say } = new Sayer(
    () => written,
    (now: string) => {
      sent.push(now)
      return new Promise<void>((resolve, reject) => answers.push({ resolve, reject })).then(() => {
        if (written === now) written = null
      })
    },
  )
  const first = say()
  written = 'He'
  void say()
  written = 'Hel'
  void say()
  expect(sent).toEqual(['H'])
  answers[0]!.resolve()
  await vi.waitFor(() => expect(sent).toEqual(['H', 'Hel']))
  answers[1]!.reject(new Error('away'))
  await first
  expect(written).toBe('Hel')
  const again = say()
  answers[2]!.resolve()
  await again
  expect([sent, written]).toEqual([['H', 'Hel', 'Hel'], null])
})
