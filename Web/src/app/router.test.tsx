// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { createMemoryRouter, RouterProvider, type RouteObject } from 'react-router'
import { lazily } from './lazily'
import pages from './pages.json'
import { routes } from './router'

vi.stubGlobal('fetch', async () => new Response('{}', { status: 404, headers: { 'Content-Type': 'application/json' } }))
vi.stubGlobal('scrollTo', () => {})
afterEach(cleanup)

function goTo(path: string) {
  const router = createMemoryRouter(routes, { initialEntries: [path] })
  render(<RouterProvider router={router} />)
  return router
}

it('The server knows the same pages: it answers others with 404', () => {
  const paths = (of: RouteObject[]): string[] =>
    of.flatMap(({ path, children }) => [path ?? [], paths(children ?? [])].flat())
  expect(paths(routes).filter((path) => path !== '*')).toEqual(pages)
})

it.each(['/nowhere', '/courses/1/more', '/ops/other'])(
  '%s is answered by a page with a heading of the first level',
  async (path) => {
    goTo(path)
    expect((await screen.findByRole('heading', { level: 1 })).textContent).toBe('There is nothing here')
  },
)

it('Who is not logged in logs in first, and is led on to where they wanted to, query and all', async () => {
  const { state } = await settled(goTo('/chat?panel=search'))
  expect(state.location.pathname).toBe('/login')
  expect(new URLSearchParams(state.location.search).get('next')).toBe('/chat?panel=search')
})

it.each([
  [false, 'You are offline'],
  [true, 'This page could not be loaded'],
])('A page whose file could not be loaded says why (online: %s)', async (isOnline, title) => {
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(isOnline)
  vi.spyOn(console, 'warn').mockReturnValue()
  sessionStorage.setItem('academy.loaded-again', `${Date.now()}`) // It was loaded again already.
  const load = () => Promise.reject(new TypeError('Failed to fetch'))
  render(<RouterProvider router={createMemoryRouter([{ path: '/', lazy: lazily(load) }])} />)
  expect((await screen.findByRole('heading', { level: 1 })).textContent).toBe(title)
})

async function settled(router: ReturnType<typeof goTo>) {
  await vi.waitFor(() => expect(router.state.navigation.state === 'idle' && router.state.initialized).toBe(true), 5_000)
  await screen.findByRole('heading', { level: 1, name: 'Log in' }, { timeout: 5_000 })
  return router
}
