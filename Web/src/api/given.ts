/* For tests of reducers. */

/** Data of which only these fields matter. */
export const given = <T>(fields: Partial<NoInfer<T>>): T => fields as T

/** The event with this number. */
export const when = (seq: number, at = '2026-01-01T00:00:00.000Z'): { seq: number; at: string } => ({ seq, at })
