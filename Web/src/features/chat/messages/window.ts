/* Arithmetic of a list of which only the part in sight is drawn. Heights are guessed until they are measured. */
export interface Layout {
  /** Where each row begins; one more at the end: the height of all. */
  tops: number[]
  height: number
}

export interface Anchor {
  key: string
  /** How far the top of the row is below the top of the view. */
  offset: number
}

export function layoutOf(keys: readonly string[], heights: ReadonlyMap<string, number>, guess: number): Layout {
  const tops = new Array<number>(keys.length + 1)
  let top = 0
  for (const [index, key] of keys.entries()) {
    tops[index] = top
    top += heights.get(key) ?? guess
  }
  tops[keys.length] = top
  return { tops, height: top }
}

/** The row at this height: the last that begins at or above it. */
export function rowAt({ tops }: Layout, y: number): number {
  let low = 0
  let high = tops.length - 2
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (tops[middle]! <= y) low = middle
    else high = middle - 1
  }
  return Math.max(0, low)
}

/** Rows [from, to) that are in sight, and some more on either side. */
export function inSight(
  layout: Layout,
  scrollTop: number,
  viewHeight: number,
  margin: number,
): [from: number, to: number] {
  const rows = layout.tops.length - 1
  if (rows === 0) return [0, 0]
  return [rowAt(layout, scrollTop - margin), Math.min(rows, rowAt(layout, scrollTop + viewHeight + margin) + 1)]
}

export function anchorAt(keys: readonly string[], layout: Layout, scrollTop: number): Anchor | null {
  if (keys.length === 0) return null
  const row = rowAt(layout, scrollTop)
  return { key: keys[row]!, offset: layout.tops[row]! - scrollTop }
}

/** Where to scroll so that the anchor stands where it stood; null when its row is gone. */
export function scrollTopFor(keys: readonly string[], layout: Layout, anchor: Anchor): number | null {
  const row = keys.indexOf(anchor.key)
  return row < 0 ? null : layout.tops[row]! - anchor.offset
}

/** Where to scroll so that a row stands in the middle, or begins at the top when it is higher than the view. */
export function scrollTopToShow(layout: Layout, row: number, viewHeight: number): number {
  const height = layout.tops[row + 1]! - layout.tops[row]!
  return Math.max(0, layout.tops[row]! - Math.max(0, (viewHeight - height) / 2))
}
