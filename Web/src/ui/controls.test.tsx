// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { createMemoryRouter, RouterProvider } from 'react-router'
import type { ReactNode } from 'react'
import { afterEach, expect, it, vi } from 'vitest'
import { Problem, unreachable } from '../api/problem'
import { Blank, Button, Failed, Field, ProblemNote, ProgressBar, TracePlaces } from './controls'

afterEach(cleanup)
const user = userEvent.setup()
const show = (element: ReactNode) => render(<RouterProvider router={createMemoryRouter([{ path: '/', element }])} />)
const refused = new Problem(
  'learning.not-earned',
  409,
  'Two lessons are left.',
  {},
  null,
  '0af7651916cd43dd8448eb211c80319c',
)

it('A button that works keeps the focus and its name, and is not pressed a second time', async () => {
  const press = vi.fn()
  show(
    <Button pending onClick={press}>
      Save
    </Button>,
  )
  const button = screen.getByRole('button', { name: 'Save' })
  button.focus()
  await user.click(button)
  expect(document.activeElement).toBe(button)
  expect(button.getAttribute('aria-busy')).toBe('true')
  expect(press).not.toHaveBeenCalled()
})

it('A field says its hint, or instead what is wrong with it', () => {
  const { unmount } = show(<Field label="Name" hint="As others see you." />)
  expect(screen.getByRole('textbox', { name: 'Name', description: 'As others see you.' })).toBeDefined()
  unmount()
  show(<Field label="Name" hint="As others see you." error="Enter a name." />)
  const field = screen.getByRole('textbox', { name: 'Name', description: 'Enter a name.' })
  expect(field.getAttribute('aria-invalid')).toBe('true')
})

it('Trying again is offered for what may succeed, not for what was refused', async () => {
  const again = vi.fn()
  const { unmount } = show(<ProblemNote problem={unreachable()} onRetry={again} />)
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(again).toHaveBeenCalledTimes(1)
  unmount()
  show(<ProblemNote problem={refused} onRetry={again} />)
  expect(screen.getByRole('alert').textContent).toBe('Two lessons are left.')
  expect(screen.queryByRole('button')).toBeNull()
})

it('What a request led to is offered to those who may look at it', () => {
  const { unmount } = show(<Failed problem={refused} onRetry={() => {}} />)
  expect(screen.queryByRole('link')).toBeNull()
  unmount()
  show(
    <TracePlaces value={(id) => `/ops/traces/${id}`}>
      <Failed problem={refused} onRetry={() => {}} />
    </TracePlaces>,
  )
  expect(screen.getByRole('link').getAttribute('href')).toBe(`/ops/traces/${refused.traceId}`)
})

it('What is all that a page has is headed by the first level', () => {
  const { unmount } = show(<Blank icon="book" title="No courses yet" />)
  expect(screen.getByRole('heading', { level: 2 }).textContent).toBe('No courses yet')
  unmount()
  show(<Blank level={1} icon="search" title="There is nothing here" />)
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('There is nothing here')
})

it('Progress is a figure for those who do not see the bar', () => {
  show(<ProgressBar percent={67} label="Progress in Hooks" />)
  expect(screen.getByRole('progressbar', { name: 'Progress in Hooks' }).getAttribute('aria-valuenow')).toBe('67')
})
