import type { User } from '../api/session'

export function teaches(user: User): boolean {
  return user.role === 'instructor' || user.role === 'admin'
}

export function operates(user: User): boolean {
  return user.role === 'admin'
}

export function homeOf(user: User): string {
  return user.role === 'instructor' ? '/instructor' : '/dashboard'
}

/** Only a path of this site: `next` comes from the address bar. */
export function afterLogin(query: string, user: User): string {
  const next = new URLSearchParams(query).get('next')
  return next && /^\/(?![/\\])/.test(next) ? next : homeOf(user)
}
