import { Problem } from '../api/problem'
import { generalSentence, sentenceOf } from '../language/refusals'

const unavailable = new Set(['service.unavailable', 'service.overloaded', 'service.timeout'])

/** A mute and a day end, too; but nobody wants to say then what they wanted to say now. */
const tooLate = new Set(['chat.muted', 'chat.written-too-much'])

export function disconnected(): Problem {
  return new Problem('client.unreachable', 0, sentenceOf('client.unreachable')!, {}, null)
}

/**
 * What the hub threw, as a Problem. A refusal is `{code}`, with ` retry-after={seconds}` behind it when coming back
 * helps; the official client puts words of its own before it. Anything else means that the outcome is unknown.
 */
export function refusalOf(thrown: unknown): Problem {
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  const found = /HubException: ([a-z-]+\.[a-z-]+)(?: retry-after=(\d+(?:\.\d+)?))?$/.exec(text)
  if (!found) return disconnected()
  const [, code, seconds] = found
  const isPause = seconds !== undefined && !tooLate.has(code!)
  const status = isPause ? 429 : unavailable.has(code!) ? 503 : 409
  return new Problem(
    code!,
    status,
    sentenceOf(code!) ?? generalSentence(status),
    {},
    isPause ? Number(seconds) * 1000 : null,
  )
}
