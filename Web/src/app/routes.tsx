import { lazy, type ReactNode } from 'react'
import type { User } from '../api/session'
import { CatalogPage } from '../features/catalog/CatalogPage'
import { NotFoundPage } from './NotFoundPage'
import { afterLogin, match, operates, teaches } from './paths'

const LoginPage = lazy(() => import('../features/accounts/LoginPage').then((m) => ({ default: m.LoginPage })))
const RegisterPage = lazy(() => import('../features/accounts/RegisterPage').then((m) => ({ default: m.RegisterPage })))
const CoursePage = lazy(() => import('./CoursePage').then((m) => ({ default: m.CoursePage })))
const DashboardPage = lazy(() => import('./DashboardPage').then((m) => ({ default: m.DashboardPage })))
const LeaderboardPage = lazy(() =>
  import('../features/gamification/LeaderboardPage').then((m) => ({ default: m.LeaderboardPage })),
)
const OwnCoursesPage = lazy(() => import('../features/instructor/OwnCoursesPage').then((m) => ({ default: m.OwnCoursesPage })))
const OperationsPage = lazy(() => import('../features/operations/OperationsPage').then((m) => ({ default: m.OperationsPage })))
const GrainPage = lazy(() => import('../features/operations/GrainPage').then((m) => ({ default: m.GrainPage })))
const TracePage = lazy(() => import('../features/operations/TracePage').then((m) => ({ default: m.TracePage })))
const ChatPage = lazy(() => import('../features/chat/ChatPage').then((m) => ({ default: m.ChatPage })))
const PrivacyPage = lazy(() => import('../features/chat/moderation/PrivacyPage').then((m) => ({ default: m.PrivacyPage })))
const LiveCoursePage = lazy(() => import('../features/instructor/LiveCoursePage').then((m) => ({ default: m.LiveCoursePage })))

/** Pages of one place stay mounted when the path goes from one to the other. */
type Page = { place?: string } & (
  | { for: 'everyone'; show: (parts: string[], user: User | null) => ReactNode }
  | { for: 'guests'; show: () => ReactNode }
  | { for: 'members' | 'instructors' | 'admins'; show: (parts: string[], user: User) => ReactNode }
)

/** Path patterns; `*` is one part, handed to the page in order. */
const pages: Record<string, Page> = {
  '/': { for: 'everyone', show: () => <CatalogPage /> },
  '/courses': { for: 'everyone', show: () => <CatalogPage /> },
  '/courses/*': { for: 'everyone', show: ([id]) => <CoursePage key={id} courseId={id!} /> },
  '/login': { for: 'guests', show: () => <LoginPage /> },
  '/register': { for: 'guests', show: () => <RegisterPage /> },
  '/dashboard': { for: 'members', show: (_, user) => <DashboardPage user={user} /> },
  '/leaderboard': { for: 'members', show: (_, user) => <LeaderboardPage user={user} /> },
  '/chat': { for: 'members', place: 'chat', show: () => <ChatPage roomId={null} /> },
  '/chat/privacy': { for: 'members', show: () => <PrivacyPage /> },
  '/chat/*': { for: 'members', place: 'chat', show: ([id]) => <ChatPage roomId={id!} /> },
  '/instructor': { for: 'instructors', show: (_, user) => <OwnCoursesPage user={user} /> },
  '/ops': { for: 'admins', show: () => <OperationsPage /> },
  '/ops/grains/*/*/*': {
    for: 'admins',
    show: (parts) => {
      const [type, organization, name] = parts.map(decodeURIComponent) as [string, string, string]
      return <GrainPage key={parts.join('/')} address={{ type, organization, name }} />
    },
  },
  '/ops/traces/*': { for: 'admins', show: ([id]) => <TracePage key={id} traceId={id!} /> },
  '/instructor/courses/*': { for: 'instructors', show: ([id]) => <LiveCoursePage key={id} courseId={id!} /> },
}

export type Found = { redirect: string; place: string } | { page: ReactNode; place: string }

export function find(path: string, query: string, user: User | null): Found {
  const given = path.replace(/\/+$/, '') || '/'
  for (const [pattern, page] of Object.entries(pages)) {
    const parts = match(pattern, given)
    if (!parts) continue
    const place = page.place ?? path
    if (page.for === 'everyone') return { place, page: page.show(parts, user) }
    if (page.for === 'guests') return user ? { place, redirect: afterLogin(query, user) } : { place, page: page.show() }
    if (!user) return { place, redirect: `/login?next=${encodeURIComponent(given)}` }
    if (page.for === 'instructors' && !teaches(user)) return { place, page: <NotFoundPage /> }
    if (page.for === 'admins' && !operates(user)) return { place, page: <NotFoundPage /> }
    return { place, page: page.show(parts, user) }
  }
  return { place: path, page: <NotFoundPage /> }
}
