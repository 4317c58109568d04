// @vitest-environment jsdom
import { cleanup, render } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { fitted, Picture } from './Picture'

afterEach(cleanup)
const within = { width: 360, height: 320 }
const sizes = [96, 480, 1280].map((width) => ({ url: `/p?size=${width}`, width, height: width / 2 }))

it('a picture fits its box, is never enlarged, and a line can still be touched', () => {
  expect(fitted(2000, 1000, within)).toEqual({ width: 360, height: 180 })
  expect(fitted(1000, 2000, within)).toEqual({ width: 160, height: 320 })
  expect(fitted(100, 80, within)).toEqual({ width: 100, height: 80 })
  expect(fitted(60_000, 1, within)).toEqual({ width: 360, height: 44 })
  expect(fitted(1, 1, within)).toEqual({ width: 44, height: 44 })
})

it('its box is the same before and after its addresses are known', () => {
  const { container, rerender } = render(
    <Picture alt="A cat" width={2000} height={1000} sizes={null} within={within} />,
  )
  const before = (container.firstElementChild as HTMLElement).style.cssText
  expect(container.querySelector('img')).toBeNull()
  rerender(<Picture alt="A cat" width={2000} height={1000} sizes={sizes} within={within} />)
  expect((container.firstElementChild as HTMLElement).style.cssText).toBe(before)
  expect(before).toContain('360')
})

it('the browser chooses among the sizes', () => {
  const { container } = render(<Picture alt="A cat" width={2000} height={1000} sizes={sizes} within={within} />)
  const img = container.querySelector('img')!
  expect(img.getAttribute('srcset')).toBe('/p?size=96 96w, /p?size=480 480w, /p?size=1280 1280w')
  expect(img.getAttribute('src')).toBe('/p?size=1280')
  expect(img.getAttribute('sizes')).toBe('(max-width: 640px) 159px, 360px')
  expect(img.alt).toBe('A cat')
})
