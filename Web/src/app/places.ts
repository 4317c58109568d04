import { t } from '@lingui/core/macro'
import type { User } from '../api/session'
import type { IconName } from '../ui/icons'
import { operates, teaches } from './paths'

export interface Place {
  to: string
  title: string
  icon: IconName
}

/** Beside the account, not in the navigation. */
export const settingsPlace = (): Place => ({ to: '/settings', title: t`Settings`, icon: 'settings' })

/** Where somebody can go from everywhere. */
export function placesOf(user: User): Place[] {
  return [
    { to: '/dashboard', title: t`Dashboard`, icon: 'home' },
    { to: '/courses', title: t`Courses`, icon: 'book' },
    { to: '/chat', title: t`Chat`, icon: 'chat' },
    { to: '/leaderboard', title: t`Leaderboard`, icon: 'trophy' },
    ...(teaches(user) ? [{ to: '/instructor', title: t`Teaching`, icon: 'teach' } as const] : []),
    ...(operates(user) ? [{ to: '/admin/people', title: t`People`, icon: 'people' } as const] : []),
    ...(operates(user) ? [{ to: '/ops', title: t`Operations`, icon: 'pulse' } as const] : []),
  ]
}
