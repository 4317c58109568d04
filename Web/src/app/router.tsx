import { createBrowserRouter, type RouteObject } from 'react-router'
import { GuestsOnly, MembersOnly, Only } from './access'
import { BrokenPage } from './BrokenPage'
import { lazily } from './lazily'
import { NotFoundPage } from './NotFoundPage'
import { pageFiles, type Page } from './pageFiles'
import { operates, teaches } from './paths'
import { PageSkeleton, Root } from './Root'

const page = (path: Page): RouteObject => ({ path, lazy: lazily(pageFiles[path]) })

/** Every page and who may see it. */
export const routes: RouteObject[] = [
  {
    element: <Root />,
    errorElement: <BrokenPage />,
    children: [
      {
        // Within the shell: a page that breaks, or is not loaded yet, leaves the navigation where it is.
        errorElement: <BrokenPage />,
        hydrateFallbackElement: <PageSkeleton />,
        children: [
          page('/'),
          page('/courses'),
          page('/courses/:courseId'),
          {
            element: <GuestsOnly />,
            children: [page('/login'), page('/register')],
          },
          page('/invitation'),
          {
            element: <MembersOnly />,
            children: [
              page('/dashboard'),
              page('/settings'),
              page('/leaderboard'),
              page('/waiting'),
              page('/chat/:roomId?'),
              page('/chat/privacy'),
              {
                element: <Only who={teaches} />,
                children: [page('/instructor'), page('/instructor/courses/:courseId')],
              },
              {
                element: <Only who={operates} />,
                children: [
                  page('/admin/people'),
                  page('/ops'),
                  page('/ops/flags'),
                  page('/ops/audit'),
                  page('/ops/grains/:type/:organization/:name'),
                  page('/ops/traces/:traceId'),
                ],
              },
            ],
          },
          // Only with `npm run dev`: a build leaves it out.
          ...(import.meta.env.DEV && import.meta.env.MODE !== 'test'
            ? [{ path: '/design', lazy: lazily(async () => (await import('./DesignPage')).DesignPage) }]
            : []),
          { path: '*', element: <NotFoundPage /> },
        ],
      },
    ],
  },
]

export const openRouter = () => createBrowserRouter(routes)
