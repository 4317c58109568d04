export interface GrainAddress {
  type: string
  organization: string
  name: string
}

export function pathOf({ type, organization, name }: GrainAddress): string {
  return `/ops/grains/${[type, organization, name].map(encodeURIComponent).join('/')}`
}

export function tracePathOf(traceId: string): string {
  return `/ops/traces/${traceId}`
}

/** The trace in what somebody pasted: its id, or a whole W3C `traceparent`. */
export function traceOf(text: string): string | null {
  const found = /^(?:[0-9a-f]{2}-)?([0-9a-f]{32})(?:-[0-9a-f]{16}-[0-9a-f]{2})?$/i.exec(text.trim())
  return found ? found[1]!.toLowerCase() : null
}
