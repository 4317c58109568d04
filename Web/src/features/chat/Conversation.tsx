import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useCallback, useEffect, useMemo, useRef, useState, type DragEvent } from 'react'
import { Link, useSearchParams } from 'react-router'
import { date } from '../../language/format'
import { announce } from '../../ui/announcer'
import { Blank, Failed, Loading, Skeleton } from '../../ui/controls'
import { Icon } from '../../ui/icons'
import { useChat, useQueue } from './ChatProvider'
import { Composer, type ComposedMessage } from './messages/Composer'
import { ConversationHeader } from './rooms/ConversationHeader'
import { useDraft, type DraftHandle } from './personal/drafts'
import { useMessageActions } from './messages/useMessageActions'
import { useHistory } from './messages/history'
import { MessageList } from './messages/MessageList'
import { PauseNote } from './outbox/PendingRow'
import { useBeside } from './place'
import { usePresenceOf } from './presence/presence'
import { SidePane } from './SidePane'
import { useRoom, type RoomState } from './rooms/room'
import { forever } from './wire'
import { SeenNote } from './presence/SeenNote'
import * as timelines from './messages/timeline'
import { excerptOf, titleOf } from './rooms/titles'
import { TypingLine } from './presence/TypingLine'
import type { RoomLine } from './rooms/unread'
import { useUploads, type Uploads } from './attachments/uploads'

interface ConversationProps {
  line: RoomLine
  at: number | null
  thread: string | null
  panel: string | null
}

export function Conversation(props: ConversationProps) {
  const { line } = props
  const { state, phase } = useRoom(line.room.id)
  if (phase === 'refused') {
    return (
      <div className="chat-none">
        <Blank
          icon="chat"
          title={t`You are not in this conversation any more`}
          action={<Link to="/chat" className="button secondary">{t`Your conversations`}</Link>}
        />
      </div>
    )
  }
  if (!state) {
    return (
      <section className="conversation" aria-label={titleOf(line.room)}>
        <ConversationHeader line={line} state={undefined} />
        <Loading>
          <Skeleton className="conversation-skeleton" />
        </Loading>
      </section>
    )
  }
  return <Open {...props} state={state} />
}

function Open({ line, at, thread, panel, state }: ConversationProps & { state: RoomState }) {
  const { room, readSeq, unread } = line
  const roomId = room.id
  const { user, reads, outbox, personal } = useChat()
  const history = useHistory(roomId, state)
  const openBeside = useBeside(roomId)
  const [, setQuery] = useSearchParams()
  const queue = useQueue(roomId)
  const draft = useDraft(user.id, roomId, personal?.drafts[roomId])
  const uploads = useUploads(roomId)
  const [target, setTarget] = useState<{ id: string; turn: number } | null>(null)
  const [isAtEnd, setAtEnd] = useState(false)
  // More is unread than is known here: one begins where it begins, and nothing in between is taken for read.
  const [isJumping, setJumping] = useState(() => at === null && unread > 0 && !reachesBackTo(state, readSeq))
  const isAttentive = useAttention()
  const dividerSeq = useDivider(readSeq, unread > 0, isAttentive)
  usePresenceOf(roomId, state)
  useAnnouncedMessages(state, user.id)

  const show = useCallback((id: string) => setTarget((before) => ({ id, turn: (before?.turn ?? 0) + 1 })), [])
  const messageActions = useMessageActions({ room, state, draft, history, show })
  const moderates = (room.role !== null && room.role !== 'member') || user.role === 'admin'

  // A link to a message: goes there once it is known where that is.
  const wanted = useRef<number | null>(null)
  useEffect(() => {
    if (at === null || wanted.current === at) return
    wanted.current = at
    void history.goTo({ around: at }).then((messages) => {
      const found = messages?.find(({ seq }) => seq >= at)
      if (found) show(found.id)
    })
  }, [at, history, show])

  // What is in sight at the end of the live stretch, by somebody who looks, is read.
  const last = timelines.liveStretch(state.timeline).messages.at(-1)?.seq ?? 0
  useEffect(() => {
    if (isAtEnd && isAttentive && history.isLive && !isJumping && last > readSeq) reads.note(roomId, last)
  }, [isAtEnd, isAttentive, history.isLive, isJumping, last, readSeq, reads, roomId])

  const pending = useMemo(() => {
    const live = timelines.liveStretch(state.timeline).messages
    const there = new Set(live.flatMap(({ commandId }) => (commandId ? [commandId] : [])))
    return queue.filter(({ commandId, state, seq }) => !there.has(commandId) && !(state === 'sent' && seq! <= last))
  }, [queue, state.timeline, last])
  useEffect(() => {
    const waiting = new Set(pending)
    outbox.seen(queue.filter((message) => !waiting.has(message)).map(({ commandId }) => commandId))
  }, [queue, pending, outbox])

  const toFirstUnread = async (): Promise<void> => {
    const messages = await history.goTo({ unread: true })
    const first = messages?.find(({ seq, senderId }) => seq > readSeq && senderId !== user.id)
    if (first) show(first.id)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: Once, where one comes in.
  useEffect(() => {
    if (isJumping) void toFirstUnread().finally(() => setJumping(false))
  }, [])
  const toDate = async (date: string): Promise<void> => {
    const from = new Date(`${date}T00:00:00`)
    const messages = await history.goTo({ date: from.toISOString() })
    const first = messages?.find(({ at }) => Date.parse(at) >= from.getTime()) ?? messages?.at(-1)
    if (first) show(first.id)
  }
  const toLatest = (): void => {
    history.toLatest()
    if (at === null) return
    // The address names a message that is out of sight now.
    setQuery((query) => (query.delete('at'), query), { replace: true, preventScrollReset: true })
  }
  const send = async ({ body, attachments, mentions }: ComposedMessage): Promise<void> => {
    const replyTo = draft.written.replyTo
    const answered = replyTo ? timelines.findById(state.timeline, replyTo) : undefined
    await outbox.write({
      roomId,
      body,
      attachments,
      mentions,
      replyTo,
      threadId: replyTo ? (answered?.threadId ?? replyTo) : null,
    })
    draft.clear()
    toLatest()
  }
  const editLast = (): void => {
    const own = timelines
      .liveStretch(state.timeline)
      .messages.findLast(({ senderId, deletedAt }) => senderId === user.id && !deletedAt)
    if (own) messageActions.actions.edit(own)
  }

  return (
    <>
      <DropZone uploads={uploads} label={titleOf(room)}>
        <ConversationHeader line={line} state={state} onDate={toDate} />
        {state.reading && (
          <p className="reading-note" role="status">
            <Icon name="shield" size={16} />
            <span>{t`${state.reading.byName} (administrator) has read this conversation: “${state.reading.reason}”`}</span>
            <Link to="/chat/privacy">{t`Privacy`}</Link>
          </p>
        )}
        {history.problem && <Failed problem={history.problem} onRetry={history.older} />}
        <MessageList
          roomId={roomId}
          me={user.id}
          myName={user.displayName}
          myPicture={user.picture}
          state={state}
          history={history}
          pending={pending}
          dividerSeq={dividerSeq}
          unread={unread}
          moderates={moderates}
          actions={messageActions.actions}
          editing={messageActions.editing}
          target={target}
          seen={seenOf(state, user.id)}
          onEndInSight={setAtEnd}
          onFirstUnread={toFirstUnread}
          onLatest={toLatest}
        />
        <TypingLine typing={state.typing} me={user.id} />
        <PauseNote roomId={roomId} />
        <Muted state={state} me={user.id} moderates={moderates}>
          <Composer
            roomId={roomId}
            me={user.id}
            members={state.members}
            label={t`Message ${titleOf(room)}`}
            written={draft.written}
            onWrite={draft.write}
            onSend={send}
            onEditLast={editLast}
            takesFocus={at === null && panel === null}
            uploads={uploads}
          >
            <Answering state={state} draft={draft} />
          </Composer>
        </Muted>
      </DropZone>
      <SidePane
        line={line}
        state={state}
        thread={thread}
        panel={panel}
        moderates={moderates}
        actions={messageActions.actions}
        onClose={() => openBeside(null)}
      />
      {messageActions.dialog}
    </>
  )
}

function Answering({ state, draft }: { state: RoomState; draft: DraftHandle }) {
  const { replyTo } = draft.written
  if (!replyTo) return null
  const message = timelines.findById(state.timeline, replyTo)
  return (
    <p className="answering">
      <Icon name="reply" size={16} />
      <span className="truncate" dir="auto">
        {message ? (
          <Trans>
            Answering <em>{message.senderName}</em>: {excerptOf(message.body, 90) || t`a file`}
          </Trans>
        ) : (
          t`Answering a message`
        )}
      </span>
      <button
        type="button"
        className="icon-button"
        aria-label={t`Do not answer it`}
        title={t`Do not answer it`}
        onClick={() => draft.write({ ...draft.written, replyTo: null })}
      >
        <Icon name="close" size={16} />
      </button>
    </p>
  )
}

function Muted({
  state,
  me,
  moderates,
  children,
}: {
  state: RoomState
  me: string
  moderates: boolean
  children: React.ReactNode
}) {
  const until = state.members?.get(me)?.mutedUntil
  if (!until || moderates || Date.parse(until) <= Date.now()) return children
  return (
    <p className="muted-note">
      <Icon name="alert" size={18} />{' '}
      {until < forever
        ? t`You may read here, but not write until ${date('moment', until)}.`
        : t`You may read here, but not write.`}
    </p>
  )
}

/** Files may be dropped anywhere on the conversation. */
function DropZone({ uploads, label, children }: { uploads: Uploads; label: string; children: React.ReactNode }) {
  const [isOver, setOver] = useState(false)
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files')
  return (
    <section
      className="conversation"
      aria-label={label}
      data-over={isOver || undefined}
      onDragOver={(event) => hasFiles(event) && (event.preventDefault(), setOver(true))}
      onDragLeave={(event) => !event.currentTarget.contains(event.relatedTarget as Node | null) && setOver(false)}
      onDrop={(event) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        setOver(false)
        uploads.add(event.dataTransfer.files)
      }}
    >
      {children}
      {isOver && (
        <div className="drop-hint" aria-hidden="true">
          <Icon name="attach" size={26} /> {t`Drop files to attach them`}
        </div>
      )}
    </section>
  )
}

const isLookedAt = (): boolean => document.visibilityState === 'visible' && document.hasFocus()

/** Whether somebody looks at the page. */
function useAttention(): boolean {
  const [isOn, setOn] = useState(isLookedAt)
  useEffect(() => {
    const look = (): void => setOn(isLookedAt())
    const all = ['focus', 'blur'] as const
    for (const name of all) addEventListener(name, look)
    document.addEventListener('visibilitychange', look)
    return () => {
      for (const name of all) removeEventListener(name, look)
      document.removeEventListener('visibilitychange', look)
    }
  }, [])
  return isOn
}

function reachesBackTo({ timeline }: RoomState, seq: number): boolean {
  const live = timelines.liveStretch(timeline)
  return live.isFirst || live.messages.length === 0 || live.messages[0]!.seq <= seq
}

/**
 * Where "new" begins: behind what was read when one came, or when one looked away. What arrives before one's eyes is
 * not new.
 */
function useDivider(readSeq: number, hasUnread: boolean, isAttentive: boolean): number | null {
  const [seq, setSeq] = useState(hasUnread ? readSeq : null)
  const latest = useRef(readSeq)
  latest.current = readSeq
  useEffect(() => {
    if (!isAttentive) setSeq(latest.current)
  }, [isAttentive])
  return seq
}

const quietMs = 1_000

const newMessages = (n: number): string => plural(n, { one: '# new message', other: '# new messages' })

/** Others' messages for a screen reader; a burst becomes a number. */
function useAnnouncedMessages({ news }: RoomState, me: string): void {
  const burst = useRef<string[]>([])
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    if (!news || news.senderId === me) return
    burst.current.push(`${news.senderName}: ${excerptOf(news.body, 200) || t`sent a file`}`)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      announce(burst.current.length <= 2 ? burst.current.join('. ') : newMessages(burst.current.length))
      burst.current = []
    }, quietMs)
  }, [news, me])
  useEffect(() => () => clearTimeout(timer.current), [])
}

/** Under one's own latest message, while it is the last: who has seen it. */
function seenOf(state: RoomState, me: string): { messageId: string; note: React.ReactNode } | null {
  const last = timelines.liveStretch(state.timeline).messages.at(-1)
  if (!last || last.senderId !== me || last.deletedAt || !state.members) return null
  const readers = [...state.members.values()].filter(
    ({ userId, lastReadSeq }) => userId !== me && (lastReadSeq ?? 0) >= last.seq,
  )
  if (readers.length === 0) return null
  return {
    messageId: last.id,
    note: <SeenNote isDirect={state.facts.type === 'direct'} names={readers.map(({ displayName }) => displayName)} />,
  }
}
