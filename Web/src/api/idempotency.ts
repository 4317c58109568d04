import type { Problem } from './problem'

/** `crypto.randomUUID` exists in secure contexts only; a development server on a LAN address is none. */
export function newKey(): string {
  if (crypto.randomUUID) return crypto.randomUUID()
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * The key of one write. It is kept while the outcome is unknown, so that pressing the button again after a lost
 * connection cannot count twice; a definite answer, or another request, takes a new one.
 */
export class IdempotencyKey {
  #newKey: () => string
  #open: { key: string; request: string } | null = null

  constructor(make: () => string = newKey) {
    this.#newKey = make
  }

  of(request: unknown): string {
    const text = JSON.stringify(request)
    if (this.#open?.request !== text) this.#open = { key: this.#newKey(), request: text }
    return this.#open.key
  }

  answered(problem: Problem | null): void {
    if (!problem?.transient) this.#open = null
  }
}
