import { useLayoutEffect, useRef, type RefObject } from 'react'

const durationMs = 450

/** Children with a `data-key` glide from where they were before `changed` changed. */
export function useMoves<E extends HTMLElement>(changed: unknown): RefObject<E | null> {
  const list = useRef<E>(null)
  const places = useRef(new Map<string, number>())
  useLayoutEffect(() => {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches
    const now = new Map<string, number>()
    for (const child of list.current?.children ?? []) {
      if (!(child instanceof HTMLElement) || !child.dataset.key) continue
      const top = child.offsetTop
      const before = places.current.get(child.dataset.key)
      now.set(child.dataset.key, top)
      if (still || before === undefined || before === top) continue
      child.animate([{ transform: `translateY(${before - top}px)` }, { transform: 'none' }], {
        duration: durationMs,
        easing: 'cubic-bezier(.2,.8,.2,1)',
      })
    }
    places.current = now
  }, [changed])
  return list
}
