import { useEffect, type ReactNode } from 'react'
import { Icon } from '../../ui/icons'
import { MembersPane } from './MembersPane'
import type { MessageDeeds } from './MessageRow'
import { PinsPane } from './PinsPane'
import { ReportsPane } from './ReportsPane'
import type { RoomState } from './room'
import { SearchPane } from './SearchPane'
import { ThreadPane } from './ThreadPane'
import type { RoomLine } from './unread'

interface SidePaneProps {
  line: RoomLine
  state: RoomState
  thread: string | null
  panel: string | null
  moderates: boolean
  deeds: MessageDeeds
  onClose: () => void
}

/** What is opened beside the conversation: one thing at a time. */
export function SidePane({ line, state, thread, panel, moderates, deeds, onClose }: SidePaneProps) {
  if (thread) return <ThreadPane key={thread} line={line} state={state} rootId={thread} moderates={moderates} deeds={deeds} onClose={onClose} />
  if (panel === 'members') return <MembersPane line={line} state={state} moderates={moderates} onClose={onClose} />
  if (panel === 'search') return <SearchPane room={line.room} onClose={onClose} />
  if (panel === 'pins') return <PinsPane state={state} deeds={deeds} moderates={moderates} onClose={onClose} />
  if (panel === 'reports' && moderates) return <ReportsPane roomId={line.room.id} onClose={onClose} />
  return null
}

/** The frame of what is beside the conversation. Escape closes it. */
export function Side({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  useEffect(() => {
    const escape = (event: KeyboardEvent): void => {
      const isElsewhere = document.querySelector('dialog[open], :popover-open')
      if (event.key === 'Escape' && !event.defaultPrevented && !isElsewhere) onClose()
    }
    document.addEventListener('keydown', escape)
    return () => document.removeEventListener('keydown', escape)
  }, [onClose])
  return (
    <aside className="side" aria-label={title}>
      <header className="side-head">
        <h2>{title}</h2>
        <button type="button" className="icon-button" aria-label="Close" title="Close" onClick={onClose}><Icon name="close" /></button>
      </header>
      {children}
    </aside>
  )
}
