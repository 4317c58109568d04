import { matchRoutes } from 'react-router'
import { onCLS, onFCP, onINP, onLCP, type Metric } from 'web-vitals'
import pages from './pages.json'

/*
 * Tells the server how fast the page was that a visit began with: the pattern of the address and four numbers, nothing
 * of the person. Of a few visits only (start.tsx): the others do not even load it.
 */
const units: Record<string, number> = { CLS: 1000 }
const most: Record<string, number> = { CLS: 10_000 }
const mostMs = 600_000

/** The pattern of an address, as the server knows it; null: no page of ours. */
export function patternOf(path: string): string | null {
  return (
    matchRoutes(
      pages.map((path) => ({ path })),
      path,
    )?.[0]?.route.path ?? null
  )
}

/** What is told; null: nothing was measured. */
export function reportOf(
  page: string,
  metrics: Pick<Metric, 'name' | 'value'>[],
): Record<string, string | number> | null {
  if (metrics.length === 0) return null
  const values = metrics.map(({ name, value }) => [
    name.toLowerCase(),
    Math.min(most[name] ?? mostMs, Math.max(0, Math.round(value * (units[name] ?? 1)))),
  ])
  return { page, ...Object.fromEntries(values) }
}

export function tellVitals(): void {
  const page = patternOf(location.pathname)
  if (!page) return
  const measured = new Map<string, Metric>()
  const keep = (metric: Metric): void => void measured.set(metric.name, metric)
  onFCP(keep)
  onLCP(keep)
  onINP(keep)
  onCLS(keep)
  const tell = (): void => {
    if (document.visibilityState !== 'hidden') return
    removeEventListener('visibilitychange', tell, true)
    const report = reportOf(page, [...measured.values()])
    if (report) navigator.sendBeacon('/api/v1/vitals', new Blob([JSON.stringify(report)], { type: 'application/json' }))
  }
  addEventListener('visibilitychange', tell, true)
}
