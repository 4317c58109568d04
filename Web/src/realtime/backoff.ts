const firstMs = 500
const ceilingMs = 30_000

/** How long to wait before attempt number `attempt` (from 0): exponential, jittered by half so that a crowd spreads. */
export function backoffMs(attempt: number, random: () => number): number {
  const whole = Math.min(ceilingMs, firstMs * 2 ** Math.min(attempt, 10))
  return whole / 2 + (whole / 2) * random()
}
