import { useLayoutEffect, useRef, type RefObject } from 'react'

/**
 * What disappears with the focus in it (a button whose work is done) hands the focus to what it stood in, the nearest
 * ancestor with tabindex -1: whoever works with the keyboard goes on from there and not from the top of the page.
 */
export function useFocusHeir<E extends HTMLElement>(): RefObject<E | null> {
  const element = useRef<E>(null)
  useLayoutEffect(() => {
    const here = element.current
    return () => {
      if (here?.contains(document.activeElement)) {
        here.parentElement?.closest<HTMLElement>('[tabindex="-1"]')?.focus({ preventScroll: true })
      }
    }
  }, [])
  return element
}
