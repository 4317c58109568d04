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
    code: string, status: number, message: string, fields: Record<string, string>, retryAfterMs: number | null,
    traceId: string | null = null, obstacles: readonly Obstacle[] = [],
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

const sentences: Record<string, string> = {
  'client.unreachable': 'The academy cannot be reached. Check your connection and try again.',
  'request.validation': 'Look at the marked fields.',
  'auth.wrong-credentials': 'That e-mail and password do not match.',
  'auth.code-required': 'Enter the code from your authenticator app.',
  'auth.email-taken': 'There is already an account with this e-mail. Log in instead.',
  'auth.token-missing': 'Log in to continue.',
  'auth.token-invalid': 'Your session has ended. Log in again.',
  'catalog.course-not-found': 'This course does not exist, or is not published.',
  'progress.lessons-remaining': 'Some lessons of this module remain. Complete them, and the module completes itself.',
  'chat.room-not-found': 'This conversation does not exist, or you are not a member of it.',
  'chat.message-not-found': 'This message is not there any more.',
  'chat.muted': 'You may read here, but not write.',
  'chat.slow-mode': 'Slow mode is on here: a message now and then.',
  'chat.rate-limited': 'That was a lot at once. It goes on in a moment.',
  'chat.written-too-much': 'You have written as much as one person may in a day. Go on tomorrow.',
  'chat.blocked-word': 'It has a word that is not allowed here.',
  'chat.body-length': 'A message has 1 to 4,000 characters.',
  'chat.text-invalid': 'It has characters that cannot be kept.',
  'chat.attachment-not-found': 'A file of it is not there any more. Attach it again.',
  'chat.too-many-attachments': 'A message has at most 10 files.',
  'chat.too-many-mentions': 'A message mentions at most 50 people.',
  'chat.too-many-reactions': 'This message has all the kinds of reaction it can have.',
  'chat.emoji-invalid': 'A reaction is one emoji.',
  'chat.not-your-message': 'Only its author may do this.',
  'chat.moderators-only': 'Only moderators of this conversation may do this.',
  'rate-limit.exceeded': 'That was a lot at once. Try again in a moment.',
  'service.unavailable': 'The academy is not available right now. Nothing was changed; try again in a moment.',
  'service.timeout': 'The academy took too long to answer. Try again: nothing counts twice.',
  'request.outcome-unknown': 'The academy took too long to answer. See whether it was done before you try again.',
  'service.overloaded': 'The academy is very busy. Nothing was changed; try again in a moment.',
  'service.error': 'Something went wrong on our side. Try again.',
}

const sentencesByStatus: Record<number, string> = {
  401: 'Log in to continue.',
  403: 'Your account may not do this.',
  404: 'This does not exist, or you may not see it.',
  429: 'That was a lot at once. Try again in a moment.',
  503: 'The academy is very busy. Try again in a moment.',
}

interface ProblemBody {
  code?: string
  title?: string
  detail?: string
  traceId?: string
  errors?: Record<string, string[] | string>
  obstacles?: Obstacle[]
}

/** What a person is told about a code, where the client has better words than the server. */
export function sentenceOf(code: string): string | undefined {
  return sentences[code]
}

export function problemOf(response: Response, body: unknown): Problem {
  const document: ProblemBody = typeof body === 'object' && body !== null ? body : {}
  const code = document.code ?? `http.${response.status}`
  const fallback = response.status >= 500 ? 'Something went wrong on our side. Try again.' : 'This could not be done.'
  const message =
    sentences[code] ?? document.detail ?? sentencesByStatus[response.status] ?? document.title ?? fallback
  const fields: Record<string, string> = {}
  for (const [field, texts] of Object.entries(document.errors ?? {})) {
    fields[field.charAt(0).toLowerCase() + field.slice(1)] = Array.isArray(texts) ? texts.join(' ') : texts
  }
  const seconds = Number(response.headers.get('Retry-After') ?? NaN)
  const trace = /^[0-9a-f]{32}$/.test(document.traceId ?? '') ? document.traceId! : null
  return new Problem(code, response.status, message, fields, Number.isFinite(seconds) ? seconds * 1000 : null, trace, document.obstacles ?? [])
}

export function unreachable(): Problem {
  return new Problem('client.unreachable', 0, sentences['client.unreachable']!, {}, null)
}

/** Whatever was thrown, as something a person can be told. */
export function problemFrom(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown
  console.error(thrown) // A bug of ours: the person is told that it failed, the console why.
  return new Problem('client.error', 0, 'Something went wrong on this page. Try again.', {}, null)
}
