import { kept } from '../api/browserKept'
import type { Projection } from './projection'

/*
 * What a projection has made of a stream, kept on this device. Its form is this build's own: another build's is not
 * believed, and comes anew from the server.
 */
const pauseMs = 500

const waiting = new Map<string, { stream: string; projection: Projection<unknown> }>()
let timer: ReturnType<typeof setTimeout> | undefined
let isPausing = false

const nameOf = (stream: string, name: string): string => `stream ${stream} ${name} ${BUILD}`

function write(): void {
  clearTimeout(timer)
  timer = setTimeout(() => {
    isPausing = false
    if (waiting.size > 0) write()
  }, pauseMs)
  isPausing = true
  for (const [name, { stream, projection }] of waiting) {
    const state = projection.toKeep(stream)
    if (state !== undefined) void kept.write(name, state).catch(console.warn)
  }
  waiting.clear()
}

// A page that is hidden may never run again.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') write()
})

export const keptStreams = {
  read: async (stream: string, name: string): Promise<unknown> => {
    const found = await kept.read(nameOf(stream, name)).catch(() => null)
    return found ? found.content : null
  },

  /** Events come in bursts: the first is written at once, those that follow together. */
  note: (stream: string, projection: Projection<unknown>): void => {
    waiting.set(nameOf(stream, projection.keptAs!), { stream, projection })
    if (!isPausing) queueMicrotask(write) // Other projections of the same event come first.
    isPausing = true
  },
}
