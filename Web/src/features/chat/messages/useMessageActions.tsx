import { plural, t } from '@lingui/core/macro'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useCommand } from '../../../api/command'
import { newKey } from '../../../api/idempotency'
import { problemFrom } from '../../../api/problem'
import { eachTime, reading, useQuery } from '../../../api/reading'
import { number } from '../../../language/format'
import { announce } from '../../../ui/announcer'
import { Avatar } from '../../../ui/Avatar'
import { Button, Failed, Loading, ProblemNote, Skeleton } from '../../../ui/controls'
import { Dialog } from '../../../ui/Dialog'
import { Confirm } from '../../../ui/Confirm'
import type { DraftHandle } from '../personal/drafts'
import type { History } from './history'
import { sendOrKeep } from '../commands'
import type { MessageActions } from './messageActions'
import { useBeside } from '../place'
import { fetchSeenBy } from '../rest'
import type { RoomState } from '../rooms/room'
import * as timelines from './timeline'
import { excerptOf } from '../rooms/titles'
import { limits, type Message, type RoomItem } from '../wire'

interface MessageActionsOf {
  room: RoomItem
  state: RoomState
  draft: DraftHandle
  history: History
  show: (id: string) => void
}

const wordsOf = (message: Message): string => excerptOf(message.body, 120) || t`A file`

type Asking = { what: 'delete' | 'report' | 'seen'; message: Message }

/** The actions on a room's messages, with the dialogs that some of them open first. */
export function useMessageActions(around: MessageActionsOf): {
  actions: MessageActions
  editing: { id: string; editor: ReactNode } | null
  dialog: ReactNode
} {
  const [asking, setAsking] = useState<Asking | null>(null)
  const [edited, setEdited] = useState<Message | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const latest = useRef(around)
  latest.current = around
  const roomId = around.room.id
  const openBeside = useBeside(roomId)
  const doPin = useCommand((key, message: Message, isOn: boolean) =>
    sendOrKeep(key, 'chat.pin', wordsOf(message), roomId, message.id, isOn),
  )

  useEffect(() => {
    if (!failure) return
    announce(failure)
    const timer = setTimeout(() => setFailure(null), 5_000)
    return () => clearTimeout(timer)
  }, [failure])

  const actions = useMemo<MessageActions>(
    () => ({
      react: (message, emoji, isOn) =>
        void sendOrKeep(newKey(), 'chat.react', `${emoji} ${wordsOf(message)}`, roomId, message.id, emoji, isOn).catch(
          (thrown) => setFailure(problemFrom(thrown).message),
        ),
      reply: (message) => {
        const { draft } = latest.current
        draft.write({ ...draft.written, replyTo: message.id })
        document.querySelector<HTMLTextAreaElement>('.conversation .composer textarea')?.focus()
      },
      openThread: (id) => openBeside({ thread: id }),
      show: (id) => {
        const { state, history, show } = latest.current
        const known = timelines.findById(state.timeline, id)
        if (known) void history.goTo({ around: known.seq }).then(() => show(id))
        else void goToUnknown(id, latest.current)
      },
      edit: setEdited,
      delete: (message) => setAsking({ what: 'delete', message }),
      pin: (message, isOn) => void doPin.run(message, isOn),
      report: (message) => setAsking({ what: 'report', message }),
      seenBy: (message) => setAsking({ what: 'seen', message }),
    }),
    [roomId, doPin.run, openBeside],
  )

  const close = (): void => setAsking(null)
  const said = failure ?? doPin.problem?.message
  return {
    actions,
    editing: edited && {
      id: edited.id,
      editor: <EditBox key={edited.id} roomId={roomId} message={edited} onClose={() => setEdited(null)} />,
    },
    dialog: (
      <>
        {asking?.what === 'delete' && <DeleteDialog roomId={roomId} message={asking.message} onClose={close} />}
        {asking?.what === 'report' && <ReportDialog roomId={roomId} message={asking.message} onClose={close} />}
        {asking?.what === 'seen' && <SeenByDialog roomId={roomId} message={asking.message} onClose={close} />}
        {said && (
          <p className="action-failed" role="alert">
            {said}
          </p>
        )}
      </>
    ),
  }
}

async function goToUnknown(id: string, { history, show }: MessageActionsOf): Promise<void> {
  const seq = timelines.seqOf(id)
  if (seq === null) return
  const messages = await history.goTo({ around: seq })
  if (messages?.some((message) => message.id === id)) show(id)
}

function EditBox({ roomId, message, onClose }: { roomId: string; message: Message; onClose: () => void }) {
  const field = useRef<HTMLTextAreaElement>(null)
  const [body, setBody] = useState(message.body ?? '')
  const save = useCommand((key, text: string) => sendOrKeep(key, 'chat.edit-message', text, roomId, message.id, text))
  const length = body.trim().length
  // What is said of files may be taken back; a message that is nothing but words is deleted.
  const isAllowed = length <= limits.bodyMax && (length > 0 || (message.attachments?.length ?? 0) > 0)

  useEffect(() => {
    const { value } = field.current!
    field.current!.focus()
    field.current!.setSelectionRange(value.length, value.length)
  }, [])
  useEffect(() => {
    field.current!.style.height = 'auto'
    field.current!.style.height = `${field.current!.scrollHeight + 2}px`
  }, [body])

  const submit = async (): Promise<void> => {
    if (body.trim() === (message.body ?? '') || (await save.run(body.trim()))) onClose()
  }
  const key = (event: KeyboardEvent): void => {
    event.stopPropagation()
    if (event.key === 'Escape') onClose()
    else if (
      event.key === 'Enter' &&
      !event.shiftKey &&
      !event.nativeEvent.isComposing &&
      !matchMedia('(pointer: coarse)').matches
    ) {
      event.preventDefault()
      if (isAllowed) void submit()
    }
  }
  return (
    <form className="edit-box" onSubmit={(event) => (event.preventDefault(), void submit())}>
      <textarea
        ref={field}
        value={body}
        rows={1}
        aria-label={t`Edit the message`}
        aria-invalid={length > limits.bodyMax || undefined}
        onChange={(event) => setBody(event.target.value)}
        onKeyDown={key}
      />
      <ProblemNote problem={save.problem} />
      <div className="dialog-actions">
        <Button small tone="quiet" onClick={onClose}>{t`Cancel`}</Button>
        <Button small tone="primary" type="submit" pending={save.pending} disabled={!isAllowed}>{t`Save`}</Button>
      </div>
    </form>
  )
}

interface AboutMessage {
  roomId: string
  message: Message
  onClose: () => void
}

function DeleteDialog({ roomId, message, onClose }: AboutMessage) {
  const words = wordsOf(message)
  const command = useCommand((key) => sendOrKeep(key, 'chat.delete-message', words, roomId, message.id))
  return (
    <Confirm title={t`Delete this message?`} act={t`Delete`} command={command} onClose={onClose}>
      {t`“${words}” will be gone for everybody.`}
    </Confirm>
  )
}

function ReportDialog({ roomId, message, onClose }: AboutMessage) {
  const [reason, setReason] = useState('')
  const command = useCommand((key, text: string) =>
    sendOrKeep(key, 'chat.report', wordsOf(message), roomId, message.id, text),
  )
  const send = async (): Promise<void> => {
    if (!(await command.run(reason.trim()))) return
    announce(t`Reported. A moderator will look at it.`)
    onClose()
  }
  return (
    <Dialog title={t`Report this message`} onClose={onClose}>
      <p className="muted">{t`Moderators will see it with your reason. Who wrote it is not told.`}</p>
      <blockquote className="quoted">
        <em>{message.senderName}</em> {excerptOf(message.body) || t`A file`}
      </blockquote>
      <div className="field">
        <label htmlFor="report-reason">{t`What is wrong with it?`}</label>
        <textarea
          id="report-reason"
          autoFocus
          rows={3}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
      <ProblemNote problem={command.problem} />
      <div className="dialog-actions">
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button
          tone="primary"
          pending={command.pending}
          disabled={reason.trim() === ''}
          onClick={send}
        >{t`Report`}</Button>
      </div>
    </Dialog>
  )
}

const seenBy = (count: number, all: number): string =>
  plural(all, { one: `${number(count)} of # member`, other: `${number(count)} of # members` })

function SeenByDialog({ roomId, message, onClose }: AboutMessage) {
  const seen = useQuery({
    ...reading(['chat', 'seen', message.id], (signal) => fetchSeenBy(roomId, message.id, signal)),
    ...eachTime,
  })
  return (
    <Dialog title={t`Seen by`} onClose={onClose}>
      {seen.error && <Failed problem={seen.error} onRetry={seen.refetch} />}
      {!seen.data && !seen.error && (
        <Loading>
          <Skeleton className="room-skeleton" />
        </Loading>
      )}
      {seen.data && <p className="muted">{seenBy(seen.data.count, seen.data.memberCount)}</p>}
      <ul className="people">
        {seen.data?.readers.map(({ userId, displayName, picture }) => (
          <li key={userId}>
            <Avatar name={displayName} picture={picture} size="small" /> {displayName}
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
