import { plural, t } from '@lingui/core/macro'
import {
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type ClipboardEvent,
  type KeyboardEvent,
  type ReactNode,
} from 'react'
import { Icon } from '../../../ui/icons'
import { Avatar } from '../../../ui/Avatar'
import type { Written } from '../personal/drafts'
import { typing } from '../hub'
import { mentionAt, stillMentioned, suggested } from './mentioning'
import { UploadChips } from '../attachments/UploadChips'
import type { Uploads } from '../attachments/uploads'
import { limits, type Attachment, type Member, type Mention } from '../wire'

export interface ComposedMessage {
  body: string
  attachments: Attachment[]
  mentions: string[]
}

interface ComposerProps {
  roomId: string
  me: string
  members: ReadonlyMap<string, Member> | null
  label: string
  written: Written
  onWrite: (written: Written) => void
  /** Kept: it may be shown as sent. Throws when not even that was possible. */
  onSend: (message: ComposedMessage) => Promise<void>
  onEditLast?: () => void
  /** Where there is a keyboard, one can write at once. */
  takesFocus?: boolean
  uploads: Uploads
  /** Above the field: what is answered. */
  children?: ReactNode
}

const typingAgainMs = 3_000
const nearMax = limits.bodyMax - 400

export function Composer({
  roomId,
  me,
  members,
  label,
  written,
  onWrite,
  onSend,
  onEditLast,
  takesFocus,
  uploads,
  children,
}: ComposerProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  const picked = useRef<Mention[]>([])
  const [failed, setFailed] = useState(false)
  const [caret, setCaret] = useState(0)
  const [at, setAt] = useState(0)
  const [closedAt, setClosedAt] = useState<number | null>(null)
  const id = useId()
  const tellTyping = useTyping(roomId)
  const { body } = written

  const mention = mentionAt(body, caret)
  const people = mention && mention.from !== closedAt && members ? suggested(members.values(), mention.search, me) : []
  const active = Math.min(at, people.length - 1)
  const attachments = uploads.items.flatMap(({ attachment }) => (attachment ? [attachment] : []))
  const length = body.trim().length
  const maySend = !uploads.isBusy && length <= limits.bodyMax && (length > 0 || attachments.length > 0)

  useLayoutEffect(() => {
    const element = field.current!
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight + 2}px`
  }, [body])

  useEffect(() => {
    if (!takesFocus || !matchMedia('(hover: hover)').matches) return
    // After the page has taken it.
    const frame = requestAnimationFrame(() => field.current?.focus({ preventScroll: true }))
    return () => cancelAnimationFrame(frame)
  }, [takesFocus])

  const write = (text: string): void => {
    onWrite({ ...written, body: text })
    tellTyping(text.trim() !== '')
  }
  const pick = (member: Member): void => {
    const name = `@${member.displayName} `
    const after = body.slice(0, mention!.from) + name + body.slice(caret)
    picked.current.push({ userId: member.userId, name: member.displayName })
    write(after)
    const to = mention!.from + name.length
    requestAnimationFrame(() => {
      field.current?.focus()
      field.current?.setSelectionRange(to, to)
      setCaret(to)
    })
  }
  const send = async (): Promise<void> => {
    if (!maySend) return
    tellTyping(false)
    setFailed(false)
    try {
      await onSend({ body: body.trim(), attachments, mentions: stillMentioned(body, picked.current) })
      picked.current = []
      uploads.clear()
    } catch (thrown) {
      console.error(thrown)
      setFailed(true) // The words are still in the field.
    }
    field.current?.focus()
  }

  const key = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing) return
    if (people.length > 0) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      if (step) {
        event.preventDefault()
        setAt((active + step + people.length) % people.length)
        return
      }
      if (event.key === 'Enter' || event.key === 'Tab') {
        event.preventDefault()
        pick(people[active]!)
        return
      }
      if (event.key === 'Escape') {
        event.stopPropagation()
        setClosedAt(mention!.from)
        return
      }
    }
    // A finger has no Shift: there Enter is a new line, and the button sends.
    if (event.key === 'Enter' && !event.shiftKey && !matchMedia('(pointer: coarse)').matches) {
      event.preventDefault()
      void send()
    } else if (event.key === 'Escape' && written.replyTo) {
      event.stopPropagation()
      onWrite({ ...written, replyTo: null })
    } else if (event.key === 'ArrowUp' && body === '' && onEditLast) {
      event.preventDefault()
      onEditLast()
    }
  }
  const paste = (event: ClipboardEvent): void => {
    const files = [...event.clipboardData.files]
    if (files.length === 0) return
    event.preventDefault()
    uploads.add(files)
  }

  return (
    <form className="composer" onSubmit={(event) => (event.preventDefault(), void send())}>
      {people.length > 0 && (
        <ul id={id} className="suggestions card" role="listbox" aria-label={t`People to mention`}>
          {people.map((member, index) => (
            <li
              key={member.userId}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              onPointerDown={(event) => (event.preventDefault(), pick(member))}
            >
              <Avatar name={member.displayName} picture={member.picture} size="small" /> {member.displayName}
            </li>
          ))}
        </ul>
      )}
      {children}
      <UploadChips uploads={uploads} />
      <div className="composer-row">
        <button
          type="button"
          className="icon-button"
          title={t`Attach files`}
          aria-label={t`Attach files`}
          onClick={() => picker.current!.click()}
        >
          <Icon name="attach" />
        </button>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            uploads.add(event.target.files ?? [])
            event.target.value = ''
          }}
        />
        <textarea
          ref={field}
          rows={1}
          value={body}
          aria-label={label}
          placeholder={label}
          autoComplete="off"
          aria-controls={people.length > 0 ? id : undefined}
          aria-autocomplete="list"
          aria-activedescendant={people.length > 0 ? `${id}-${active}` : undefined}
          aria-invalid={length > limits.bodyMax || undefined}
          onChange={(event) => (
            write(event.target.value), setCaret(event.target.selectionStart), setAt(0), setClosedAt(null)
          )}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={key}
          onPaste={paste}
          onBlur={() => tellTyping(false)}
        />
        <button type="submit" className="send" title={t`Send`} aria-label={t`Send`} disabled={!maySend}>
          <Icon name="send" />
        </button>
      </div>
      {length > nearMax && (
        <p className={length > limits.bodyMax ? 'field-error' : 'field-hint'} role="status">
          {length > limits.bodyMax
            ? plural(length - limits.bodyMax, { one: '# character too long', other: '# characters too long' })
            : plural(limits.bodyMax - length, { one: '# character left', other: '# characters left' })}
        </p>
      )}
      {failed && (
        <p
          className="field-error"
          role="alert"
        >{t`This browser could not keep the message. It is still here: try again.`}</p>
      )}
    </form>
  )
}

/** Tells the room that one types, now and then while one does, and when one has stopped. */
function useTyping(roomId: string): (isTyping: boolean) => void {
  const said = useRef(0)
  const tell = useCallback(
    (isTyping: boolean) => {
      const now = Date.now()
      if (isTyping ? now - said.current < typingAgainMs : said.current === 0) return
      said.current = isTyping ? now : 0
      typing(roomId, isTyping).catch(() => {}) // A signal: the next one may arrive.
    },
    [roomId],
  )
  useEffect(() => () => tell(false), [tell])
  return tell
}
