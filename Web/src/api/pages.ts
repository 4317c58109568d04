/** A page of a list, as every list of the academy answers it (docs/protocol.md). */
export interface Page<T> {
  items: T[]
  nextCursor: string | null
}

/** What was read before, and what is new of the next page: an item that moved down meanwhile comes twice. */
export function joined<T>(before: readonly T[], next: readonly T[], id: (item: T) => string): T[] {
  const known = new Set(before.map(id))
  return [...before, ...next.filter((item) => !known.has(id(item)))]
}

/** The whole list, or at least so much of it. */
export async function everyPage<T>(
  fetch: (cursor: string | null) => Promise<Page<T>>,
  id: (item: T) => string,
  max = 1_000,
): Promise<T[]> {
  let items: T[] = []
  let cursor: string | null = null
  do {
    const page: Page<T> = await fetch(cursor)
    items = joined(items, page.items, id)
    cursor = page.nextCursor
  } while (cursor && items.length < max)
  return items
}
