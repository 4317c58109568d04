import { expect, it, vi } from 'vitest'
import { problemFrom, problemOf } from './problem'

const response = (status: number, headers: Record<string, string> = {}) => new Response(null, { status, headers })

it('A known code has a sentence of its own', () => {
  const problem = problemOf(response(401), { code: 'auth.wrong-credentials', title: 'Unauthorized', detail: 'x' })
  expect(problem).toMatchObject({
    code: 'auth.wrong-credentials',
    message: 'That e-mail and password do not match.',
    transient: false,
  })
})

it('An unknown code says what the server said', () => {
  expect(problemOf(response(422), { code: 'new.code', title: 'Nope', detail: 'The server knows why.' }).message).toBe(
    'The server knows why.',
  )
})

it('What is no problem document still makes a sentence', () => {
  expect(problemOf(response(404), '<html>').message).toMatch(/does not exist/)
  expect(problemOf(response(500), undefined).message).toMatch(/our side/)
  expect(problemOf(response(418), null).code).toBe('http.418')
})

it('Errors go to their fields', () => {
  const problem = problemOf(response(400), {
    code: 'request.validation',
    errors: { Email: ['Too short.', 'Not an address.'] },
  })
  expect(problem.fields).toEqual({ email: 'Too short. Not an address.' })
})

it('Overload is worth another try, at the time that the server names', () => {
  expect(problemOf(response(503, { 'Retry-After': '2' }), {})).toMatchObject({ transient: true, retryAfterMs: 2000 })
  expect(problemOf(response(429), {})).toMatchObject({ transient: true, retryAfterMs: null })
})

it('A problem keeps the trace that operators can look up, and nothing that is none', () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
  expect(problemOf(response(500), { code: 'service.error', traceId: trace }).traceId).toBe(trace)
  expect(problemOf(response(500), { code: 'service.error', traceId: '0HN7:00000001' }).traceId).toBeNull()
  expect(problemOf(response(500), {}).traceId).toBeNull()
})

it('A bug is told to the person and to the console', () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {})
  const bug = new ReferenceError('nothing is not defined')
  expect(problemFrom(bug)).toMatchObject({ code: 'client.error' })
  expect(told).toHaveBeenCalledWith(bug)
  told.mockRestore()
})
