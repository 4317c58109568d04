import { expect, it } from 'vitest'
import { refusalOf } from './refusal'

const thrown = (said: string): Error =>
  new Error(`An unexpected error occurred invoking 'SendMessage' on the server. HubException: ${said}`)

it('A refusal of the hub keeps its code and is final', () => {
  const problem = refusalOf(thrown('chat.muted'))
  expect(problem.code).toBe('chat.muted')
  expect(problem.transient).toBe(false)
})

it('A refusal that says when to come back is transient until then', () => {
  const problem = refusalOf(thrown('chat.slow-mode retry-after=2.5'))
  expect(problem.code).toBe('chat.slow-mode')
  expect(problem.retryAfterMs).toBe(2_500)
  expect(problem.transient).toBe(true)
})

it.each(['chat.muted', 'chat.written-too-much'])('%s is final, though it says when it ends', (code) => {
  expect(refusalOf(thrown(`${code} retry-after=3600`)).transient).toBe(false)
})

it('A server that is busy or goes away may be asked again', () => {
  expect(refusalOf(thrown('service.overloaded')).transient).toBe(true)
  expect(refusalOf(new Error('Invocation canceled due to the underlying connection being closed.')).transient).toBe(
    true,
  )
  expect(refusalOf('what').code).toBe('client.unreachable')
})
