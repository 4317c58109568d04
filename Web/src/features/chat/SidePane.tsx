import { MembersPane } from './rooms/MembersPane'
import type { MessageActions } from './messages/messageActions'
import { PinsPane } from './messages/PinsPane'
import { ReportsPane } from './moderation/ReportsPane'
import type { RoomState } from './rooms/room'
import { SearchPane } from './messages/SearchPane'
import { ThreadPane } from './messages/ThreadPane'
import type { RoomLine } from './rooms/unread'

interface SidePaneProps {
  line: RoomLine
  state: RoomState
  thread: string | null
  panel: string | null
  moderates: boolean
  actions: MessageActions
  onClose: () => void
}

/** What is opened beside the conversation: one thing at a time. */
export function SidePane({ line, state, thread, panel, moderates, actions, onClose }: SidePaneProps) {
  if (thread)
    return (
      <ThreadPane
        key={thread}
        line={line}
        state={state}
        rootId={thread}
        moderates={moderates}
        actions={actions}
        onClose={onClose}
      />
    )
  if (panel === 'members') return <MembersPane line={line} state={state} moderates={moderates} onClose={onClose} />
  if (panel === 'search') return <SearchPane room={line.room} onClose={onClose} />
  if (panel === 'pins') return <PinsPane state={state} actions={actions} moderates={moderates} onClose={onClose} />
  if (panel === 'reports' && moderates) return <ReportsPane roomId={line.room.id} onClose={onClose} />
  return null
}
