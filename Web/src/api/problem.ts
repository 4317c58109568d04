import { faultOf, generalSentence, sentenceOf, sentenceOfStatus } from '../language/refusals'

export interface Obstacle {
  kind: string
  id?: string | null
  title?: string | null
}

/** A request that was refused or could not be made, with the stable code of the contract (`slice.reason`). */
export class Problem extends Error {
  readonly code: string
  readonly status: number
  readonly fields: Record<string, string>
  /** Whether the same request may succeed later: its outcome is unknown, or the server asked to come back. */
  readonly transient: boolean
  readonly retryAfterMs: number | null
  /** By which operators find what the request led to; null when nobody but this browser knows of it. */
  readonly traceId: string | null
  /** What has to be done first, one by one. */
  readonly obstacles: readonly Obstacle[]

  constructor(
    code: string,
    status: number,
    message: string,
    fields: Record<string, string>,
    retryAfterMs: number | null,
    traceId: string | null = null,
    obstacles: readonly Obstacle[] = [],
  ) {
    super(message)
    this.name = 'Problem'
    this.code = code
    this.status = status
    this.fields = fields
    this.transient = status === 0 || status === 429 || status >= 500
    this.retryAfterMs = retryAfterMs
    this.traceId = traceId
    this.obstacles = obstacles
  }
}

interface ProblemBody {
  code?: string
  title?: string
  detail?: string
  traceId?: string
  errors?: Record<string, string[] | string>
  obstacles?: Obstacle[]
}

export function problemOf(response: Response, body: unknown): Problem {
  const document: ProblemBody = typeof body === 'object' && body !== null ? body : {}
  const code = document.code ?? `http.${response.status}`
  const message =
    sentenceOf(code) ??
    document.detail ??
    sentenceOfStatus(response.status) ??
    document.title ??
    generalSentence(response.status)
  const fields: Record<string, string> = {}
  for (const [field, texts] of Object.entries(document.errors ?? {})) {
    fields[field.charAt(0).toLowerCase() + field.slice(1)] = [texts].flat().map(faultOf).join(' ')
  }
  const seconds = Number(response.headers.get('Retry-After') ?? NaN)
  const trace = /^[0-9a-f]{32}$/.test(document.traceId ?? '') ? document.traceId! : null
  return new Problem(
    code,
    response.status,
    message,
    fields,
    Number.isFinite(seconds) ? seconds * 1000 : null,
    trace,
    document.obstacles ?? [],
  )
}

export function unreachable(): Problem {
  return new Problem('client.unreachable', 0, sentenceOf('client.unreachable')!, {}, null)
}

/** Whatever was thrown, as something a person can be told. */
export function problemFrom(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown
  console.error(thrown) // A bug of ours: the person is told that it failed, the console why.
  return new Problem('client.error', 0, sentenceOf('client.error')!, {}, null)
}
