import { t } from '@lingui/core/macro'
import { useEffect, useMemo, useRef, useState } from 'react'
import { everyPage } from '../../../api/pages'
import { eachTime, reading, useQuery } from '../../../api/reading'
import { Failed, Loading, Skeleton } from '../../../ui/controls'
import { useChat, useQueue } from '../ChatProvider'
import { Composer, type ComposedMessage } from './Composer'
import { nothing, type Written } from '../personal/drafts'
import type { MessageActions } from './messageActions'
import { MessageRow } from './MessageRow'
import { PendingRow } from '../outbox/PendingRow'
import { fetchMessages, fetchThread } from '../rest'
import { pictureOf, type RoomState } from '../rooms/room'
import { rowsOf } from './rows'
import { Side } from '../Side'
import * as timelines from './timeline'
import type { RoomLine } from '../rooms/unread'
import { useUploads } from '../attachments/uploads'
import type { Message } from '../wire'

interface ThreadPaneProps {
  line: RoomLine
  state: RoomState
  rootId: string
  moderates: boolean
  actions: MessageActions
  onClose: () => void
}

/** A message and what was answered to it: read once, and kept up by what the room's stream says. */
export function ThreadPane({ line, state, rootId, moderates, actions, onClose }: ThreadPaneProps) {
  const { user, outbox } = useChat()
  const roomId = line.room.id
  const list = useRef<HTMLDivElement>(null)
  const [written, setWritten] = useState<Written>(nothing)
  const uploads = useUploads(roomId)
  const read = useQuery({
    ...reading(['chat', 'thread', rootId], (signal) => wholeThread(roomId, rootId, signal)),
    ...eachTime,
  })
  const queue = useQueue(roomId)

  const messages = useMemo(() => {
    // What the stream told is newer than what was read.
    const all = new Map((read.data ?? []).map((message) => [message.id, message]))
    for (const { messages } of state.timeline) {
      for (const message of messages)
        if (message.id === rootId || message.threadId === rootId) all.set(message.id, message)
    }
    const known = [...all.values()].map((message) => state.changes.reduce((each, change) => change(each), message))
    return known.sort((a, b) => a.seq - b.seq)
  }, [read.data, state.timeline, state.changes, rootId])
  const there = new Set(messages.flatMap(({ commandId }) => (commandId ? [commandId] : [])))
  const pending = queue.filter(({ threadId, commandId }) => threadId === rootId && !there.has(commandId))
  const rows = rowsOf(messages, null, user.id)

  const count = messages.length + pending.length
  useEffect(() => {
    list.current?.scrollTo(0, list.current.scrollHeight)
  }, [count])

  const send = async ({ body, attachments, mentions }: ComposedMessage): Promise<void> => {
    await outbox.write({ roomId, body, attachments, mentions, replyTo: rootId, threadId: rootId })
    setWritten(nothing)
  }
  return (
    <Side title={t`Thread`} onClose={onClose}>
      <div ref={list} className="side-body thread" role="log" aria-label={t`Thread`} tabIndex={0}>
        {read.error && <Failed problem={read.error} onRetry={read.refetch} />}
        {!read.data && !read.error && messages.length === 0 && (
          <Loading>
            <Skeleton className="room-skeleton" />
          </Loading>
        )}
        {rows.map((row) => (
          <MessageRow
            key={row.message.id}
            row={row}
            roomId={roomId}
            me={user.id}
            moderates={moderates}
            isActive={false}
            isShown={false}
            picture={pictureOf(state, row.message)}
            isPinned={state.facts.pins.includes(row.message.id)}
            answered={undefined}
            inThread
            actions={{ ...actions, edit: (message) => (actions.show(message.id), actions.edit(message)) }}
          />
        ))}
        {pending.map((message) => (
          <PendingRow
            key={message.commandId}
            message={message}
            name={user.displayName}
            picture={user.picture}
            isContinued={false}
          />
        ))}
      </div>
      <Composer
        roomId={roomId}
        me={user.id}
        members={state.members}
        label={t`Reply in the thread`}
        written={written}
        onWrite={setWritten}
        onSend={send}
        uploads={uploads}
      />
    </Side>
  )
}

const threadMax = 2_000

async function wholeThread(roomId: string, rootId: string, signal: AbortSignal): Promise<Message[]> {
  const messages = await everyPage(
    (cursor) => fetchThread(roomId, rootId, cursor, signal),
    ({ id }) => id,
    threadMax,
  )
  if (messages.some(({ id }) => id === rootId)) return messages
  const seq = timelines.seqOf(rootId)
  const around = seq === null ? [] : (await fetchMessages(roomId, { around: seq }, 3)).items
  return [...around.filter(({ id }) => id === rootId), ...messages]
}
