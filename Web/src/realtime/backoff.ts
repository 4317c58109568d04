const ceilingMs = 30_000

/**
 * How long to wait before connecting for the n-th time (from 0). Exponential, and spread over nearly all of its length:
 * when a server goes, everybody loses it in the same moment, and what it can take is a few thousand a second.
 */
export function reconnectMs(attempt: number, random: () => number): number {
  return spread(2_000, attempt, 0.1, random)
}

/** How long to wait before joining a stream again on a connection that is there: cheap, so sooner. */
export function rejoinMs(attempt: number, random: () => number): number {
  return spread(500, attempt, 0.5, random)
}

function spread(firstMs: number, attempt: number, least: number, random: () => number): number {
  const whole = Math.min(ceilingMs, firstMs * 2 ** Math.min(attempt, 10))
  return whole * (least + (1 - least) * random())
}
