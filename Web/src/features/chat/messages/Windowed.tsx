import {
  useImperativeHandle,
  useLayoutEffect,
  useReducer,
  useRef,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
} from 'react'
import { anchorAt, inSight, layoutOf, scrollTopFor, scrollTopToShow, type Anchor } from './window'

/*
 * A long list of which only what is in sight is drawn. Where it is scrolled to is kept as an anchor: the end, or a row
 * and its offset. Whatever changes (rows before it, heights, the size of the view), the anchor stays where it is.
 */
export interface WindowedHandle {
  toEnd: () => void
  show: (key: string) => void
  /** Draws it, if need be, and focuses it. */
  focus: (key: string) => void
}

interface WindowedProps {
  ref: Ref<WindowedHandle>
  keys: readonly string[]
  render: (index: number) => ReactNode
  /** New rows at the end come into sight when the end is in sight. */
  followsEnd: boolean
  /** Where to begin: a row, or the end. */
  startAt: string | null
  label: string
  isBusy: boolean
  onNearStart: () => void
  onNearEnd: () => void
  onEndInSight: (inSight: boolean) => void
  onKeyDown: (event: KeyboardEvent) => void
}

const guessPx = 56
const marginPx = 600
const endPx = 32

export function Windowed(props: WindowedProps) {
  const { ref, keys, render, followsEnd, startAt, label, isBusy, onNearStart, onNearEnd, onEndInSight, onKeyDown } =
    props
  const view = useRef<HTMLDivElement>(null)
  const rows = useRef<HTMLDivElement>(null)
  const heights = useRef(new Map<string, number>())
  const viewHeight = useRef(800)
  const anchor = useRef<Anchor | 'end'>(startAt === null ? 'end' : { key: startAt, offset: 80 })
  const focusing = useRef<string | null>(null)
  const [, redraw] = useReducer((turn: number) => turn + 1, 0)

  const layout = layoutOf(keys, heights.current, guessPx)
  const bottom = Math.max(0, layout.height - viewHeight.current)
  const wanted = anchor.current === 'end' ? bottom : scrollTopFor(keys, layout, anchor.current)
  const top = Math.min(bottom, Math.max(0, wanted ?? bottom))
  const [from, to] = inSight(layout, top, viewHeight.current, marginPx)

  const show = (key: string): void => {
    const row = keys.indexOf(key)
    if (row < 0) return
    const scrollTop = scrollTopToShow(layout, row, viewHeight.current)
    anchor.current = { key, offset: layout.tops[row]! - scrollTop }
    redraw()
  }
  useImperativeHandle(ref, () => ({
    toEnd: () => {
      anchor.current = 'end'
      redraw()
    },
    show,
    focus: (key) => {
      const row = keys.indexOf(key)
      if (row < 0) return
      focusing.current = key
      const [above, below] = [layout.tops[row]! - top, layout.tops[row + 1]! - top - viewHeight.current]
      if (above < 0) anchor.current = { key, offset: 8 }
      else if (below > 0) anchor.current = { key, offset: above - below - 8 }
      redraw()
    },
  }))

  // After every drawing: measure what is drawn, and put the anchor back where it was.
  useLayoutEffect(() => {
    const element = view.current!
    let changed = viewHeight.current !== element.clientHeight
    viewHeight.current = element.clientHeight
    for (const row of rows.current!.children as HTMLCollectionOf<HTMLElement>) {
      const key = row.dataset['key']!
      const { height } = row.getBoundingClientRect()
      if (Math.abs((heights.current.get(key) ?? -1) - height) < 0.5) continue
      heights.current.set(key, height)
      changed = true
    }
    if (changed) {
      redraw()
      return
    }
    if (Math.abs(element.scrollTop - top) > 1) element.scrollTop = top
    const isAtEnd = layout.height - top - viewHeight.current <= endPx
    onEndInSight(isAtEnd && followsEnd)
    if (top < marginPx) onNearStart()
    if (layout.height - top - viewHeight.current < marginPx) onNearEnd()
    if (focusing.current) {
      const row = rows.current!.querySelector<HTMLElement>(`[data-key="${CSS.escape(focusing.current)}"] [data-focus]`)
      focusing.current = null
      row?.focus({ preventScroll: true })
    }
  })

  // Pictures arrive, words are edited, the window is resized.
  const observer = useRef<ResizeObserver>(null)
  useLayoutEffect(() => {
    observer.current ??= new ResizeObserver(() => redraw())
    observer.current.disconnect()
    observer.current.observe(view.current!)
    for (const row of rows.current!.children) observer.current.observe(row)
  }, [keys, from, to])
  useLayoutEffect(() => () => observer.current?.disconnect(), [])

  // What the browser shows counts, not what was measured before: rows may have changed since, and moved it along.
  const scrolled = (): void => {
    const { scrollTop, scrollHeight, clientHeight } = view.current!
    if (Math.abs(scrollTop - top) <= 1) return
    const isAtEnd = scrollHeight - scrollTop - clientHeight <= endPx
    anchor.current =
      isAtEnd && followsEnd
        ? 'end'
        : (firstInSight(view.current!, rows.current!) ?? anchorAt(keys, layout, scrollTop) ?? 'end')
    redraw()
  }

  return (
    <div
      ref={view}
      className="windowed"
      role="feed"
      aria-label={label}
      aria-busy={isBusy}
      tabIndex={0}
      onScroll={scrolled}
      onKeyDown={onKeyDown}
    >
      <div ref={rows} style={{ paddingTop: layout.tops[from], paddingBottom: layout.height - layout.tops[to]! }}>
        {keys.slice(from, to).map((key, index) => (
          <div key={key} data-key={key}>
            {render(from + index)}
          </div>
        ))}
      </div>
    </div>
  )
}

/** The first drawn row in sight; none when one has scrolled past all that are drawn. */
function firstInSight(view: HTMLElement, rows: HTMLElement): Anchor | null {
  const { top, bottom } = view.getBoundingClientRect()
  for (const row of rows.children as HTMLCollectionOf<HTMLElement>) {
    const box = row.getBoundingClientRect()
    if (box.bottom > top && box.top < bottom) return { key: row.dataset['key']!, offset: box.top - top }
  }
  return null
}
