// @vitest-environment jsdom
import { cleanup, fireEvent, render } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { Avatar } from './Avatar'

afterEach(cleanup)

it('A person without a picture has their initials', () => {
  expect(render(<Avatar name="Ada King Lovelace" />).container.textContent).toBe('AL')
})

it('A picture that cannot be had gives way to the initials, and another one is tried', () => {
  const { container, rerender } = render(<Avatar name="Ada Lovelace" picture="one" />)
  expect(container.querySelector('img')!.srcset).toContain('/api/v1/pictures/one?size=96 96w')
  fireEvent.error(container.querySelector('img')!)
  expect(container.querySelector('img')).toBeNull()
  expect(container.textContent).toBe('AL')
  rerender(<Avatar name="Ada Lovelace" picture="two" />)
  expect(container.querySelector('img')!.src).toContain('/api/v1/pictures/two')
  rerender(<Avatar name="Ada Lovelace" picture={null} />)
  expect(container.textContent).toBe('AL')
})
