import { createBrowserRouter, type RouteObject } from 'react-router'
import { CatalogPage } from '../features/catalog/CatalogPage'
import { GuestsOnly, MembersOnly, Only } from './access'
import { BrokenPage } from './BrokenPage'
import { lazily } from './lazily'
import { NotFoundPage } from './NotFoundPage'
import { operates, teaches } from './paths'
import { PageSkeleton, Root } from './Root'
import { WaitingPage } from './WaitingPage' // It is wanted offline.

/**
 * Every page and who may see it. A page other than the catalog is a file of its own, loaded when somebody goes there.
 */
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
          { path: '/', element: <CatalogPage /> },
          { path: '/courses', element: <CatalogPage /> },
          { path: '/courses/:courseId', lazy: lazily(async () => (await import('./CoursePage')).CoursePage) },
          {
            element: <GuestsOnly />,
            children: [
              { path: '/login', lazy: lazily(async () => (await import('../features/accounts/LoginPage')).LoginPage) },
              {
                path: '/register',
                lazy: lazily(async () => (await import('../features/accounts/RegisterPage')).RegisterPage),
              },
            ],
          },
          {
            path: '/invitation',
            lazy: lazily(async () => (await import('../features/accounts/InvitationPage')).InvitationPage),
          },
          {
            element: <MembersOnly />,
            children: [
              { path: '/dashboard', lazy: lazily(async () => (await import('./DashboardPage')).DashboardPage) },
              {
                path: '/settings',
                lazy: lazily(async () => (await import('../features/accounts/SettingsPage')).SettingsPage),
              },
              {
                path: '/leaderboard',
                lazy: lazily(async () => (await import('../features/gamification/LeaderboardPage')).LeaderboardPage),
              },
              { path: '/waiting', element: <WaitingPage /> },
              {
                path: '/chat/:roomId?',
                lazy: lazily(async () => (await import('../features/chat/ChatPage')).ChatPage),
              },
              {
                path: '/chat/privacy',
                lazy: lazily(async () => (await import('../features/chat/moderation/PrivacyPage')).PrivacyPage),
              },
              {
                element: <Only who={teaches} />,
                children: [
                  {
                    path: '/instructor',
                    lazy: lazily(async () => (await import('../features/instructor/OwnCoursesPage')).OwnCoursesPage),
                  },
                  {
                    path: '/instructor/courses/:courseId',
                    lazy: lazily(async () => (await import('../features/instructor/LiveCoursePage')).LiveCoursePage),
                  },
                ],
              },
              {
                element: <Only who={operates} />,
                children: [
                  {
                    path: '/admin/people',
                    lazy: lazily(async () => (await import('../features/people/PeoplePage')).PeoplePage),
                  },
                  {
                    path: '/ops',
                    lazy: lazily(async () => (await import('../features/operations/OperationsPage')).OperationsPage),
                  },
                  {
                    path: '/ops/flags',
                    lazy: lazily(async () => (await import('../features/operations/FlagsPage')).FlagsPage),
                  },
                  {
                    path: '/ops/audit',
                    lazy: lazily(async () => (await import('../features/operations/AuditPage')).AuditPage),
                  },
                  {
                    path: '/ops/grains/:type/:organization/:name',
                    lazy: lazily(async () => (await import('../features/operations/GrainPage')).GrainPage),
                  },
                  {
                    path: '/ops/traces/:traceId',
                    lazy: lazily(async () => (await import('../features/operations/TracePage')).TracePage),
                  },
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
