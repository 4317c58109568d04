import { expect, it, vi } from 'vitest'

vi.mock('../../../realtime', () => ({ connection: {}, invoke: () => null }))
const { nothing, DraftSender, shown } = await import('./drafts')

const remote = { body: 'from the phone', at: '2026-11-20T10:00:00Z' }

it('Without a draft in this browser the server’s is shown', () => {
  expect(shown(null, remote)).toEqual({ body: 'from the phone', replyTo: null })
  expect(shown(null, undefined)).toEqual(nothing)
})

it('What this device has not sent yet takes precedence, also when it is empty', () => {
  expect(shown({ body: 'typed offline', replyTo: 'm1', isSaid: false }, remote)).toEqual({
    body: 'typed offline',
    replyTo: 'm1',
  })
  expect(shown({ body: '', replyTo: null, isSaid: false }, remote)).toEqual(nothing)
})

it('Once it is sent, the server’s draft is shown', () => {
  expect(shown({ body: 'old', replyTo: null, isSaid: true }, remote).body).toBe('from the phone')
})

it('One request at a time: of the changes during it only the latest is sent, what failed is sent later', async () => {
  const sent: string[] = []
  const answers: { resolve: () => void; reject: (reason: Error) => void }[] = []
  let written: string | null = 'H'
  const { flush } = new DraftSender(
    () => written,
    (now: string) => {
      sent.push(now)
      return new Promise<void>((resolve, reject) => answers.push({ resolve, reject })).then(() => {
        if (written === now) written = null
      })
    },
  )
  const first = flush()
  written = 'He'
  void flush()
  written = 'Hel'
  void flush()
  expect(sent).toEqual(['H'])
  answers[0]!.resolve()
  await vi.waitFor(() => expect(sent).toEqual(['H', 'Hel']))
  answers[1]!.reject(new Error('away'))
  await first
  expect(written).toBe('Hel')
  const again = flush()
  answers[2]!.resolve()
  await again
  expect([sent, written]).toEqual([['H', 'Hel', 'Hel'], null])
})
