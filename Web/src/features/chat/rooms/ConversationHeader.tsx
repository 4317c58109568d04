import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { useCommand } from '../../../api/command'
import { useConnectionState } from '../../../realtime'
import { Icon } from '../../../ui/icons'
import { Menu, Popover, type MenuItem } from '../../../ui/Popover'
import { count } from '../../../ui/time'
import { Confirm } from '../Confirm'
import { useChat } from '../ChatProvider'
import { useBeside } from '../place'
import { fetchExport, removeMember } from '../rest'
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
  const leave = useCommand((key) => removeMember(key, room.id, user.id))
  const items: (MenuItem | false)[] = [
    moderates && room.type !== 'direct' && { label: 'Settings…', icon: 'settings', onSelect: () => setAsks('settings') },
    moderates && { label: 'Reports', icon: 'flag', onSelect: () => openBeside({ panel: 'reports' }) },
    (moderates || room.type === 'direct') && { label: 'Export (JSON)', icon: 'download', onSelect: () => void save(room.id, 'json') },
    (moderates || room.type === 'direct') && { label: 'Export (CSV)', icon: 'download', onSelect: () => void save(room.id, 'csv') },
    room.type === 'group' && { label: 'Leave…', icon: 'logout', onSelect: () => setAsks('leave'), isGrave: true },
  ]
  const shown = items.filter((item) => item !== false)

  return (
    <header className="conversation-head">
      <Link to="/chat" className="icon-button conversation-back" aria-label="All conversations"><Icon name="back" /></Link>
      <RoomFace type={room.type} title={title} roomId={room.id} otherId={room.other?.userId} />
      <div className="conversation-title">
        <h2 className="truncate">{title}</h2>
        <p className="muted truncate">{state && subtitleOf(state, room.other?.userId, isConnected)}</p>
      </div>
      {state && (
        <div className="conversation-tools">
          {moderates && personal?.reported.includes(room.id) && (
            <button type="button" className="icon-button reported" title="Reported messages" aria-label="Reported messages"
              onClick={() => openBeside({ panel: 'reports' })}><Icon name="flag" size={18} /></button>
          )}
          {state.facts.pins.length > 0 && (
            <button type="button" className="icon-button with-count" title="Pinned messages" aria-label={`${count(state.facts.pins.length, 'pinned message')}`}
              onClick={() => openBeside({ panel: 'pins' })}><Icon name="pin" size={18} /></button>
          )}
          <button type="button" className="icon-button" title="Search here" aria-label="Search here" onClick={() => openBeside({ panel: 'search' })}>
            <Icon name="search" size={18} />
          </button>
          <Popover label="Jump to a date" icon="calendar" className="wide-only">
            {(close) => <DateForm onDate={(date) => (close(), onDate?.(date))} />}
          </Popover>
          <button type="button" className="icon-button" title="Members" aria-label="Members" onClick={() => openBeside({ panel: 'members' })}>
            <Icon name="people" size={18} />
          </button>
          {shown.length > 0 && <Menu label="More about this conversation" icon="dots" items={shown} />}
        </div>
      )}
      {asks === 'settings' && <SettingsDialog roomId={room.id} onClose={() => setAsks(null)} />}
      {asks === 'leave' && (
        <Confirm title={`Leave ${title}?`} act="Leave" command={leave} onClose={() => setAsks(null)} onDone={() => void navigate('/chat')}>
          You will not see its messages any more. Somebody has to add you to come back.
        </Confirm>
      )}
    </header>
  )
}

function subtitleOf({ facts, presence }: RoomState, otherId: string | undefined, isConnected: boolean): string {
  if (!isConnected) return facts.type === 'direct' ? '' : count(facts.memberCount, 'member')
  if (facts.type === 'direct') return otherId && presence.users?.has(otherId) ? 'Online' : 'Not online'
  const slow = facts.slowModeSeconds > 0 ? ` · slow mode ${facts.slowModeSeconds} s` : ''
  return `${count(facts.memberCount, 'member')} · ${presence.online} online${slow}`
}

function DateForm({ onDate }: { onDate: (date: string) => void }) {
  const [date, setDate] = useState('')
  return (
    <form className="date-form" onSubmit={(event) => (event.preventDefault(), date && onDate(date))}>
      <label htmlFor="chat-date">Go to a day</label>
      <input id="chat-date" type="date" value={date} onChange={(event) => setDate(event.target.value)} required />
      <button type="submit" className="button secondary small">Go</button>
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
