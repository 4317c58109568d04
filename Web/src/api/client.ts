import createClient from 'openapi-fetch'
import { session } from './browserSession'
import { problemOf, unreachable } from './problem'
import type { paths } from './schema.gen'

async function authorized(request: Request): Promise<Response> {
  const token = await session.accessToken()
  const response = await fetch(withToken(request.clone(), token))
  if (response.status !== 401 || !token) return response
  const renewed = await session.refresh(token)
  return renewed ? fetch(withToken(request, renewed.accessToken)) : response
}

function withToken(request: Request, token: string | null): Request {
  if (token) request.headers.set('Authorization', `Bearer ${token}`)
  return request
}

export const api = createClient<paths>({ baseUrl: location.origin, fetch: authorized })

/** The answer's body; throws a Problem for anything else. */
export async function answered<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  let outcome: Awaited<typeof call>
  try {
    outcome = await call
  } catch (thrown) {
    throw thrown instanceof TypeError ? unreachable() : thrown // TypeError is how fetch says that nobody answered.
  }
  if (!outcome.response.ok) throw problemOf(outcome.response, outcome.error)
  return outcome.data as T
}

/** A file that only its owner may fetch: with the token, then handed to the browser. */
export async function download(path: string): Promise<{ name: string; content: Blob }> {
  let name = 'download'
  const content = await answered(
    authorized(new Request(new URL(`/api/v1${path}`, location.origin))).then(async (response) => {
      if (!response.ok) return { error: await response.json().catch(() => null), response }
      name = /filename="?([^";]+)/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? name
      return { data: await response.blob(), response }
    }),
  )
  return { name, content }
}

/** The header that makes a repeated write meet its first answer. */
export function once(key: string): { headers: { 'Idempotency-Key': string } } {
  return { headers: { 'Idempotency-Key': key } }
}

/** What `GET path` answers with. */
export type Answer<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } }
}
  ? Body
  : never
