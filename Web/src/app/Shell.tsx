import { t } from '@lingui/core/macro'
import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from 'react'
import { Link, useLocation, useNavigation } from 'react-router'
import { outbox } from '../api/browserOutbox'
import { queries } from '../api/reading'
import type { User } from '../api/session'
import { AccountMenu } from '../features/accounts/AccountMenu'
import { ChatProvider, useChat } from '../features/chat/ChatProvider'
import { XpChip } from '../features/gamification/StatCards'
import { XpToasts } from '../features/gamification/XpToasts'
import { useCoursesKept } from '../features/learning/keeping'
import { number } from '../language/format'
import { connection, useRealtime } from '../realtime'
import { Announcer } from '../ui/announcer'
import { BrandMark, Icon } from '../ui/icons'
import { ConnectionBadge, ConnectionNotice } from './ConnectionBadge'
import { teaches } from './paths'
import { placesOf } from './places'
import { VersionNotice } from './VersionNotice'

export function Shell({ user, children }: { user: User | null; children: ReactNode }) {
  const { pathname: path } = useLocation()
  const main = useRef<HTMLElement>(null)
  const arrived = useRef(path)
  useEffect(() => {
    if (arrived.current === path) return
    arrived.current = path
    main.current?.focus({ preventScroll: true })
  }, [path])

  const page = (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: It leads to a place of this page; the address stays as it is. */}
      <a
        className="skip"
        href="#main"
        onClick={(event) => (event.preventDefault(), main.current?.focus())}
      >{t`Skip to content`}</a>
      <header className="top">
        <NavigationBar />
        <div className="top-inner">
          <Link to="/" className="brand">
            <BrandMark />
            <span>{t`Academy`}</span>
          </Link>
          {user ? <MemberBar user={user} path={path} /> : <GuestBar path={path} />}
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
      <Announcer />
      <VersionNotice />
      {user && <Live user={user} />}
    </>
  )
  return user ? (
    <Connected key={user.id} user={user} isChatting={isAt(path, '/chat')}>
      {page}
    </Connected>
  ) : (
    page
  )
}

/** One person, from log-in to log-out: their connection, and what has to live as long as it. */
function Connected({ user, isChatting, children }: { user: User; isChatting: boolean; children: ReactNode }) {
  useRealtime()
  // Some networks come back without the browser noticing.
  useEffect(() => {
    let wasLive = false
    return connection.subscribe(() => {
      if (connection.isLive() && !wasLive) comeBack()
      wasLive = connection.isLive()
    })
  }, [])
  return (
    <ChatProvider user={user} isChatting={isChatting}>
      {children}
    </ChatProvider>
  )
}

/** What waited for a connection. */
function comeBack(): void {
  void outbox.send()
  void queries.refetchQueries({ type: 'active', predicate: ({ state }) => state.error?.code === 'client.unreachable' })
}

function ChatBadge() {
  const { unread, mentions } = useChat()
  if (unread === 0) return null
  return (
    <span className="place-badge" data-mention={mentions > 0 || undefined}>
      <span aria-hidden="true">{unread > 99 ? `${number(99)}+` : number(unread)}</span>
      <span className="visually-hidden">{t`${number(unread)} unread`}</span>
    </span>
  )
}

/**
 * Something is coming: the file of a page that is opened for the first time. The style shows it only when it takes a
 * while.
 */
function NavigationBar() {
  return useNavigation().state === 'loading' && <span className="navigation-bar" aria-hidden="true" />
}

/** What the connection says over every page, and what is kept for when there is none. */
function Live({ user }: { user: User }) {
  useCoursesKept(user.id)
  return (
    <>
      <ConnectionNotice />
      <XpToasts userId={user.id} />
    </>
  )
}

function MemberBar({ user, path }: { user: User; path: string }) {
  return (
    <>
      <nav className="places" aria-label={t`Main`}>
        {placesOf(user).map((place) => (
          <Link key={place.to} to={place.to} aria-current={isAt(path, place.to) ? 'page' : undefined}>
            <Icon name={place.icon} />
            <span>{place.title}</span>
            {place.to === '/chat' && <ChatBadge />}
          </Link>
        ))}
      </nav>
      <div className="top-end">
        <ConnectionBadge />
        <GoTo user={user} />
        <XpChip userId={user.id} teaches={teaches(user)} />
        <AccountMenu user={user} />
      </div>
    </>
  )
}

const Palette = lazy(() => import('./Palette'))
const isMac = /Mac|iP(?:hone|ad|od)/.test(navigator.platform)

/** A field to go anywhere from: by its button, or by Ctrl+K (⌘K). */
function GoTo({ user }: { user: User }) {
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const isWanted =
        event.key.toLowerCase() === 'k' && (isMac ? event.metaKey : event.ctrlKey) && !event.altKey && !event.shiftKey
      if (!isWanted || document.querySelector('.dialog')) return
      event.preventDefault()
      setOpen((before) => !before)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  const keys = isMac ? '⌘K' : 'Ctrl+K'
  return (
    <>
      <button
        type="button"
        className="icon-button"
        aria-label={t`Go to`}
        aria-keyshortcuts={isMac ? 'Meta+K' : 'Control+K'}
        title={t`Go to (${keys})`}
        onClick={() => setOpen(true)}
      >
        <Icon name="search" size={18} />
      </button>
      {isOpen && (
        <Suspense>
          <Palette user={user} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}

function GuestBar({ path }: { path: string }) {
  return (
    <div className="top-end">
      <Link
        to="/courses"
        className="top-link"
        aria-current={isAt(path, '/courses') ? 'page' : undefined}
      >{t`Courses`}</Link>
      <Link to="/login" className="button secondary small">{t`Log in`}</Link>
    </div>
  )
}

function isAt(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`) || (path === '/' && place === '/courses')
}
