// @vitest-environment jsdom
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, it, vi } from 'vitest'
import { Dialog } from './Dialog'
import { Menu, Popover } from './Popover'

vi.stubGlobal('CSS', { escape: String }) // jsdom has none.
afterEach(cleanup)
const user = userEvent.setup()

function openMenu() {
  const chosen = vi.fn()
  const items = ['Settings…', 'Reports', 'Rename', 'Leave…'].map((label) => ({
    label,
    icon: 'pin' as const,
    onSelect: () => chosen(label),
  }))
  render(
    <>
      <Menu label="More" icon="dots" items={items} />
      <button type="button">After it</button>
    </>,
  )
  return chosen
}
const focused = () => document.activeElement?.textContent

it('A menu opens at its first item and is moved through by arrows, Home, End and first letters', async () => {
  openMenu()
  await user.tab()
  await user.keyboard('{Enter}')
  await waitFor(() => expect(focused()).toBe('Settings…'))
  await user.keyboard('{End}')
  expect(focused()).toBe('Leave…')
  await user.keyboard('{ArrowDown}')
  expect(focused()).toBe('Settings…')
  await user.keyboard('ren')
  expect(focused()).toBe('Rename')
  await user.keyboard('{Home}')
  expect(focused()).toBe('Settings…')
})

it('What is chosen is done once, and the menu is closed', async () => {
  const chosen = openMenu()
  await user.click(screen.getByRole('button', { name: 'More' }))
  await user.click(screen.getByRole('menuitem', { name: 'Reports' }))
  expect(chosen.mock.calls).toEqual([['Reports']])
  await waitFor(() => expect(screen.queryByRole('menu')).toBeNull())
})

it.each(['{Escape}', '{Tab}'])('%s closes a menu and does nothing', async (key) => {
  const chosen = openMenu()
  await user.tab()
  await user.keyboard('{Enter}')
  await screen.findByRole('menu')
  await user.keyboard(key)
  await waitFor(() => expect(screen.queryByRole('menu')).toBeNull())
  expect(chosen).not.toHaveBeenCalled()
})

it('A popover draws what it holds only while it is open, and tells when that changes', async () => {
  const changed = vi.fn()
  render(
    <Popover label="React" icon="smile" onOpenChange={changed}>
      {(close) => (
        <button type="button" onClick={close}>
          Done
        </button>
      )}
    </Popover>,
  )
  expect(screen.queryByText('Done')).toBeNull()
  await user.click(screen.getByRole('button', { name: 'React' }))
  expect(screen.getByRole('dialog', { name: 'React' })).toBeDefined()
  await user.click(screen.getByRole('button', { name: 'Done' }))
  await waitFor(() => expect(screen.queryByText('Done')).toBeNull())
  expect(changed.mock.calls).toEqual([[true], [false]])
})

it.each([
  ['Escape', () => user.keyboard('{Escape}')],
  ['its button', () => user.click(screen.getByRole('button', { name: 'Close' }))],
])('A dialog has its title as its name, keeps the focus inside and is closed by %s', async (_, leave) => {
  const onClose = vi.fn()
  render(
    <>
      <button type="button">Outside</button>
      <Dialog title="Leave it?" onClose={onClose}>
        <input aria-label="Why" autoFocus />
      </Dialog>
    </>,
  )
  const dialog = await screen.findByRole('dialog', { name: 'Leave it?' })
  for (let tabs = 0; tabs < 4; tabs++) {
    expect(dialog.contains(document.activeElement)).toBe(true)
    await user.tab()
  }
  expect(onClose).not.toHaveBeenCalled()
  await leave()
  expect(onClose).toHaveBeenCalledTimes(1)
})
