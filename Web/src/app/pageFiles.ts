import type { ComponentType } from 'react'
import { pagePattern } from './pagePattern'

/** Every page is a file of its own, loaded when somebody goes there. */
export const pageFiles = {
  '/': async () => (await import('../features/catalog/CatalogPage')).CatalogPage,
  '/courses': async () => (await import('../features/catalog/CatalogPage')).CatalogPage,
  '/courses/:courseId': async () => (await import('./CoursePage')).CoursePage,
  '/login': async () => (await import('../features/accounts/LoginPage')).LoginPage,
  '/invitation': async () => (await import('../features/accounts/InvitationPage')).InvitationPage,
  '/register': async () => (await import('../features/accounts/RegisterPage')).RegisterPage,
  '/dashboard': async () => (await import('./DashboardPage')).DashboardPage,
  '/settings': async () => (await import('../features/accounts/SettingsPage')).SettingsPage,
  '/leaderboard': async () => (await import('../features/gamification/LeaderboardPage')).LeaderboardPage,
  '/waiting': async () => (await import('./WaitingPage')).WaitingPage,
  '/chat/privacy': async () => (await import('../features/chat/moderation/PrivacyPage')).PrivacyPage,
  '/chat/:roomId?': async () => (await import('../features/chat/ChatPage')).ChatPage,
  '/instructor': async () => (await import('../features/instructor/OwnCoursesPage')).OwnCoursesPage,
  '/instructor/courses/:courseId': async () => (await import('../features/instructor/LiveCoursePage')).LiveCoursePage,
  '/admin/people': async () => (await import('../features/people/PeoplePage')).PeoplePage,
  '/ops': async () => (await import('../features/operations/OperationsPage')).OperationsPage,
  '/ops/flags': async () => (await import('../features/operations/FlagsPage')).FlagsPage,
  '/ops/audit': async () => (await import('../features/operations/AuditPage')).AuditPage,
  '/ops/grains/:type/:organization/:name': async () => (await import('../features/operations/GrainPage')).GrainPage,
  '/ops/traces/:traceId': async () => (await import('../features/operations/TracePage')).TracePage,
} satisfies Record<string, () => Promise<ComponentType>>

export type Page = keyof typeof pageFiles

/** A visit begins with this page: its file comes while the app does. */
export function loadPageOf(path: string): void {
  const page = Object.keys(pageFiles).find((each): each is Page => pagePattern(each).test(path))
  if (page) void pageFiles[page]().catch(() => {}) // The router asks for it again, and says so.
}
