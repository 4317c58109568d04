import { sentenceOf } from '../language/refusals'
import { session } from './browserSession'
import { contentTypeOf } from './contentType'
import { Problem, problemOf, unreachable } from './problem'

/** Sends a file and tells how far it is: `fetch` cannot. */
export async function upload<T>(
  path: string,
  file: Blob,
  key: string,
  onProgress: (part: number) => void,
  signal: AbortSignal,
  method: 'POST' | 'PUT' = 'POST',
): Promise<T> {
  const token = await session.accessToken()
  return new Promise<T>((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(method, `/api/v1${path}`)
    if (token) request.setRequestHeader('Authorization', `Bearer ${token}`)
    request.setRequestHeader('Content-Type', contentTypeOf(file))
    request.setRequestHeader('Idempotency-Key', key)
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0)
    request.onerror = () => reject(unreachable())
    request.onabort = () => reject(new Problem('client.aborted', 0, sentenceOf('client.aborted')!, {}, null))
    request.onload = () => {
      const body = parsed(request.responseText)
      if (request.status >= 200 && request.status < 300) resolve(body as T)
      else reject(problemOf(new Response(null, { status: request.status }), body))
    }
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // Not an answer of ours (a proxy in between): the status has to say it.
  }
}
