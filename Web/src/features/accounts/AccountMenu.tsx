import { t } from '@lingui/core/macro'
import { useEffect, useId, useRef, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import type { User } from '../../api/session'
import { Avatar } from '../../ui/Avatar'
import { Icon } from '../../ui/icons'
import { logOut } from './commands'

export function AccountMenu({ user }: { user: User }) {
  const [open, setOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const id = useId()
  const navigate = useNavigate()

  useEffect(() => {
    if (!open) return
    const leave = (event: PointerEvent | FocusEvent): void => {
      if (!box.current?.contains(event.target as Node)) setOpen(false)
    }
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return
      setOpen(false)
      button.current?.focus()
    }
    document.addEventListener('pointerdown', leave)
    document.addEventListener('focusin', leave)
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('pointerdown', leave)
      document.removeEventListener('focusin', leave)
      document.removeEventListener('keydown', onKey)
    }
  }, [open])

  const leave = async (): Promise<void> => {
    await navigate('/') // First: a page for members would ask whoever leaves to log in.
    // Logged out here in any case; a session that the server could not be told of dies with its refresh token.
    await logOut().catch(() => {})
  }

  return (
    <div className="account" ref={box}>
      <button
        ref={button}
        type="button"
        className="account-button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <Avatar name={user.displayName} picture={user.picture} size="small" />
        <span className="visually-hidden">{t`Account of ${user.displayName}`}</span>
      </button>
      <div id={id} className="account-panel card" hidden={!open}>
        <p className="account-name">{user.displayName}</p>
        <p className="account-mail">{user.email}</p>
        <Link to="/settings" className="account-action" onClick={() => setOpen(false)}>
          <Icon name="settings" size={18} />
          {t`Settings`}
        </Link>
        <button type="button" className="account-action" onClick={() => void leave()}>
          <Icon name="logout" size={18} />
          {t`Log out`}
        </button>
      </div>
    </div>
  )
}
