import { unreadMax } from './unread'
import './badge.css'

export function Badge({ unread, mentions }: { unread: number; mentions: number }) {
  if (unread === 0) return null
  const many = unread >= unreadMax ? `${unreadMax - 1}+` : unread
  return (
    <span className="badge" data-mention={mentions > 0 || undefined}>
      <span aria-hidden="true">{mentions > 0 && '@'}{many}</span>
      <span className="visually-hidden">{many} unread{mentions > 0 && ', you are mentioned'}</span>
    </span>
  )
}
