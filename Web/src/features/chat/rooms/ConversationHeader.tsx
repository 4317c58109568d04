import { plural, t } from '@lingui/core/macro'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { useCommand } from '../../../api/command'
import { members } from '../../../language/counts'
import { number } from '../../../language/format'
import { useConnectionState } from '../../../realtime'
import { Icon } from '../../../ui/icons'
import { Menu, Popover, type MenuItem } from '../../../ui/Popover'
import { Confirm } from '../../../ui/Confirm'
import { useChat } from '../ChatProvider'
import { useBeside } from '../place'
import { sendOrKeep } from '../commands'
import { fetchExport } from '../rest'
import type { RoomState } from './room'
import { RoomFace } from './RoomsPane'
import { SettingsDialog } from './SettingsDialog'
import { titleOf } from './titles'
import type { RoomLine } from './unread'

interface ConversationHeaderProps {
  line: RoomLine
  state: RoomState | undefined
  onDate?: (date: string) => void
}

export function ConversationHeader({ line: { room }, state, onDate }: ConversationHeaderProps) {
  const { user, personal } = useChat()
  const [asks, setAsks] = useState<'leave' | 'settings' | null>(null)
  const navigate = useNavigate()
  const openBeside = useBeside(room.id)
  const title = titleOf(room)
  const isConnected = useConnectionState() === 'live'
  const moderates = (room.role !== null && room.role !== 'member') || user.role === 'admin'
  const leave = useCommand((key) => sendOrKeep(key, 'chat.leave-room', title, room.id, user.id))
  const items: (MenuItem | false)[] = [
    moderates &&
      room.type !== 'direct' && { label: t`Settings…`, icon: 'settings', onSelect: () => setAsks('settings') },
    moderates && { label: t`Reports`, icon: 'flag', onSelect: () => openBeside({ panel: 'reports' }) },
    (moderates || room.type === 'direct') && {
      label: t`Export (JSON)`,
      icon: 'download',
      onSelect: () => void save(room.id, 'json'),
    },
    (moderates || room.type === 'direct') && {
      label: t`Export (CSV)`,
      icon: 'download',
      onSelect: () => void save(room.id, 'csv'),
    },
    room.type === 'group' && { label: t`Leave…`, icon: 'logout', onSelect: () => setAsks('leave'), isGrave: true },
  ]
  const shown = items.filter((item) => item !== false)

  return (
    <header className="conversation-head">
      <Link to="/chat" className="icon-button conversation-back" aria-label={t`All conversations`}>
        <Icon name="back" />
      </Link>
      <RoomFace type={room.type} title={title} roomId={room.id} other={room.other} />
      <div className="conversation-title">
        <h2 className="truncate" dir="auto">
          {title}
        </h2>
        <p className="muted truncate" dir="auto">
          {state && subtitleOf(state, room.other?.userId, isConnected)}
        </p>
      </div>
      {state && (
        <div className="conversation-tools">
          {moderates && personal?.reported.includes(room.id) && (
            <button
              type="button"
              className="icon-button reported"
              title={t`Reported messages`}
              aria-label={t`Reported messages`}
              onClick={() => openBeside({ panel: 'reports' })}
            >
              <Icon name="flag" size={18} />
            </button>
          )}
          {state.facts.pins.length > 0 && (
            <button
              type="button"
              className="icon-button with-count"
              title={t`Pinned messages`}
              aria-label={pinned(state.facts.pins.length)}
              onClick={() => openBeside({ panel: 'pins' })}
            >
              <Icon name="pin" size={18} />
            </button>
          )}
          <button
            type="button"
            className="icon-button"
            title={t`Search here`}
            aria-label={t`Search here`}
            onClick={() => openBeside({ panel: 'search' })}
          >
            <Icon name="search" size={18} />
          </button>
          <Popover label={t`Jump to a date`} icon="calendar" className="wide-only">
            {(close) => <DateForm onDate={(date) => (close(), onDate?.(date))} />}
          </Popover>
          <button
            type="button"
            className="icon-button"
            title={t`Members`}
            aria-label={t`Members`}
            onClick={() => openBeside({ panel: 'members' })}
          >
            <Icon name="people" size={18} />
          </button>
          {shown.length > 0 && <Menu label={t`More about this conversation`} icon="dots" items={shown} />}
        </div>
      )}
      {asks === 'settings' && <SettingsDialog roomId={room.id} onClose={() => setAsks(null)} />}
      {asks === 'leave' && (
        <Confirm
          title={t`Leave ${title}?`}
          act={t`Leave`}
          command={leave}
          onClose={() => setAsks(null)}
          onDone={() => void navigate('/chat')}
        >
          {t`You will not see its messages any more. Somebody has to add you to come back.`}
        </Confirm>
      )}
    </header>
  )
}

const pinned = (n: number): string => plural(n, { one: '# pinned message', other: '# pinned messages' })

function subtitleOf({ facts, presence }: RoomState, otherId: string | undefined, isConnected: boolean): string {
  if (!isConnected) return facts.type === 'direct' ? '' : members(facts.memberCount)
  if (facts.type === 'direct') return otherId && presence.users?.has(otherId) ? t`Online` : t`Not online`
  const all = members(facts.memberCount)
  const online = number(presence.online)
  const pause = number(facts.slowModeSeconds)
  return facts.slowModeSeconds > 0 ? t`${all} · ${online} online · slow mode ${pause} s` : t`${all} · ${online} online`
}

function DateForm({ onDate }: { onDate: (date: string) => void }) {
  const [date, setDate] = useState('')
  return (
    <form className="date-form" onSubmit={(event) => (event.preventDefault(), date && onDate(date))}>
      <label htmlFor="chat-date">{t`Go to a day`}</label>
      <input id="chat-date" type="date" value={date} onChange={(event) => setDate(event.target.value)} required />
      <button type="submit" className="button secondary small">{t`Go`}</button>
    </form>
  )
}

async function save(roomId: string, format: 'json' | 'csv'): Promise<void> {
  const { name, content } = await fetchExport(roomId, format)
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name === 'download' ? `conversation.${format}` : name
  link.click()
  URL.revokeObjectURL(link.href)
}
