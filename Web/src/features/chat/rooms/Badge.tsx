import { t } from '@lingui/core/macro'
import { number } from '../../../language/format'
import { unreadMax } from './unread'
import './badge.css'

export function Badge({ unread, mentions }: { unread: number; mentions: number }) {
  if (unread === 0) return null
  const many = unread >= unreadMax ? `${number(unreadMax - 1)}+` : number(unread)
  return (
    <span className="badge" data-mention={mentions > 0 || undefined}>
      <span aria-hidden="true">
        {mentions > 0 && '@'}
        {many}
      </span>
      <span className="visually-hidden">{mentions > 0 ? t`${many} unread, you are mentioned` : t`${many} unread`}</span>
    </span>
  )
}
