import { t } from '@lingui/core/macro'
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { Button } from '../../../ui/controls'
import { Icon } from '../../../ui/icons'
import type { History } from './history'
import type { MessageActions } from './messageActions'
import { MessageRow } from './MessageRow'
import type { Outgoing } from '../outbox/queue'
import { PendingRow } from '../outbox/PendingRow'
import { pictureOf, type RoomState } from '../rooms/room'
import { rowsOf } from './rows'
import * as timelines from './timeline'
import type { Message } from '../wire'
import { Windowed, type WindowedHandle } from './Windowed'

interface MessageListProps {
  roomId: string
  me: string
  myName: string
  myPicture: string | null | undefined
  state: RoomState
  history: History
  pending: readonly Outgoing[]
  /** What is new begins behind it; null: nothing is. */
  dividerSeq: number | null
  unread: number
  moderates: boolean
  actions: MessageActions
  editing: { id: string; editor: ReactNode } | null
  seen: { messageId: string; note: ReactNode } | null
  /** To be shown and marked; a new turn shows it again. */
  target: { id: string; turn: number } | null
  onEndInSight: (inSight: boolean) => void
  onFirstUnread: () => void
  onLatest: () => void
}

export function MessageList(props: MessageListProps) {
  const {
    roomId,
    me,
    myName,
    myPicture,
    state,
    history,
    pending,
    dividerSeq,
    unread,
    moderates,
    actions,
    editing,
    seen,
    target,
  } = props
  const { onEndInSight, onFirstUnread, onLatest } = props
  const list = useRef<WindowedHandle>(null)
  const [active, setActive] = useState<string | null>(null)
  const [isAtEnd, setAtEnd] = useState(true)
  const [shown, setShown] = useState<string | null>(null)

  const waiting = history.isLive ? pending : none
  const rows = useMemo(
    () => rowsOf([...history.stretch.messages, ...waiting.map((message) => asMessage(message, me))], dividerSeq, me),
    [history.stretch.messages, waiting, dividerSeq, me],
  )
  const keys = useMemo(() => rows.map(({ message }) => message.id), [rows])
  const [startAt] = useState(() => target?.id ?? rows.find(({ isFirstNew }) => isFirstNew)?.message.id ?? null)
  const pins = useMemo(() => new Set(state.facts.pins), [state.facts.pins])
  const byId = useMemo(
    () => new Map(history.stretch.messages.map((message) => [message.id, message])),
    [history.stretch.messages],
  )

  useEffect(() => {
    if (!target) return
    list.current?.show(target.id)
    setShown(target.id)
    const timer = setTimeout(() => setShown(null), shownForMs)
    return () => clearTimeout(timer)
  }, [target])

  const endInSight = useCallback(
    (inSight: boolean) => {
      setAtEnd(inSight)
      onEndInSight(inSight)
    },
    [onEndInSight],
  )

  // Sending brings one to the end, wherever one was.
  const newest = waiting.at(-1)?.commandId
  useEffect(() => {
    if (newest) list.current?.toEnd()
  }, [newest])

  const move = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key]
    const inText = (event.target as HTMLElement).closest('textarea, input, .popover')
    if (inText || event.altKey || event.ctrlKey || event.metaKey) return
    if (event.key === 'End') {
      event.preventDefault()
      onLatest()
      list.current?.toEnd()
      return
    }
    if (!step) return
    event.preventDefault()
    const at = active === null ? keys.length : keys.indexOf(active)
    const key = keys[Math.max(0, Math.min(keys.length - 1, at + step))]
    if (!key) return
    setActive(key)
    list.current?.focus(key)
  }

  const render = (index: number): ReactNode => {
    const row = rows[index]!
    const { message } = row
    const sending =
      message.seq === Number.MAX_SAFE_INTEGER ? waiting.find(({ commandId }) => commandId === message.id) : undefined
    if (sending) return <PendingRow message={sending} name={myName} picture={myPicture} isContinued={row.isContinued} />
    return (
      <MessageRow
        row={row}
        roomId={roomId}
        me={me}
        moderates={moderates}
        isPinned={pins.has(message.id)}
        isActive={active === message.id}
        isShown={shown === message.id}
        picture={pictureOf(state, message)}
        actions={actions}
        editor={editing?.id === message.id ? editing.editor : undefined}
        answered={
          message.replyTo
            ? (byId.get(message.replyTo) ?? timelines.findById(state.timeline, message.replyTo))
            : undefined
        }
        seen={seen?.messageId === message.id ? seen.note : undefined}
      />
    )
  }

  const firstNewHere = rows.some(({ isFirstNew }) => isFirstNew)
  return (
    <div className="messages">
      {unread > 0 && !firstNewHere && !isAtEnd && (
        <Button
          small
          tone="secondary"
          className="to-unread"
          icon="arrow"
          onClick={onFirstUnread}
        >{t`To the first unread`}</Button>
      )}
      {history.stretch.isFirst && rows.length === 0 && (
        <p className="messages-none muted">{t`Nothing has been said here yet.`}</p>
      )}
      <Windowed
        ref={list}
        keys={keys}
        render={render}
        followsEnd={history.isLive}
        startAt={startAt}
        label={t`Messages`}
        isBusy={history.loading !== null}
        onNearStart={() => !history.problem && history.older()}
        onNearEnd={() => !history.problem && history.newer()}
        onEndInSight={endInSight}
        onKeyDown={move}
      />
      {history.loading === 'older' && <p className="messages-loading muted">{t`Loading…`}</p>}
      {(!isAtEnd || !history.isLive) && (
        <button type="button" className="to-latest" onClick={() => (onLatest(), list.current?.toEnd())}>
          <Icon name="down" size={18} />
          {unread > 0 ? t`${unread} new` : t`Latest`}
        </button>
      )}
    </div>
  )
}

const none: readonly Outgoing[] = []
const shownForMs = 2_500

function asMessage({ commandId, body, replyTo, at }: Outgoing, me: string): Message {
  return {
    seq: Number.MAX_SAFE_INTEGER,
    id: commandId,
    senderId: me,
    senderName: '',
    body,
    at,
    ...(replyTo && { replyTo }),
  }
}
