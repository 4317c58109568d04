import { t } from '@lingui/core/macro'
import { useEffect, useState } from 'react'
import { useNavigate } from 'react-router'
import { useCommand } from '../../../api/command'
import { keepPreviousData, reading, useQuery } from '../../../api/reading'
import { roleName } from '../../../language/names'
import { Avatar } from '../../../ui/Avatar'
import { Button, Field, ProblemNote } from '../../../ui/controls'
import { Dialog } from '../../../ui/Dialog'
import { Icon } from '../../../ui/icons'
import { useChat } from '../ChatProvider'
import { createRoom, fetchPeople } from '../rest'
import { limits, type Person } from '../wire'

/** One person: the conversation with them, found or begun. Several: a group with a title. */
export function NewConversation({ onClose }: { onClose: () => void }) {
  const { reload } = useChat()
  const navigate = useNavigate()
  const [chosen, setChosen] = useState<Person[]>([])
  const [title, setTitle] = useState('')
  const isGroup = chosen.length > 1 || title.trim() !== ''
  const create = useCommand((key) =>
    createRoom(
      key,
      isGroup
        ? { type: 'group', memberIds: chosen.map(({ userId }) => userId), title: title.trim() }
        : { type: 'direct', memberIds: [chosen[0]!.userId] },
    ),
  )
  const begin = async (): Promise<void> => {
    const room = await create.run()
    if (!room) return
    reload()
    onClose()
    await navigate(`/chat/${room.id}`)
  }

  return (
    <Dialog title={t`New conversation`} onClose={onClose}>
      <PeoplePicker chosen={chosen} onChange={setChosen} />
      {chosen.length > 0 && (
        <Field
          label={t`Name of the group`}
          value={title}
          maxLength={limits.titleMax}
          onChange={(event) => setTitle(event.target.value)}
          hint={chosen.length === 1 ? t`Without a name it is a conversation of two.` : undefined}
          error={create.problem?.fields['title']}
        />
      )}
      <ProblemNote problem={create.problem} />
      <div className="dialog-actions">
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button
          tone="primary"
          pending={create.pending}
          disabled={chosen.length === 0 || (chosen.length > 1 && title.trim() === '')}
          onClick={begin}
        >
          {isGroup ? t`Create the group` : t`Start`}
        </Button>
      </div>
    </Dialog>
  )
}

interface PeoplePickerProps {
  chosen: Person[]
  onChange: (chosen: Person[]) => void
  /** Who cannot be chosen: they are there already. */
  without?: (userId: string) => boolean
}

const typingPauseMs = 200

export function PeoplePicker({ chosen, onChange, without }: PeoplePickerProps) {
  const [typed, setTyped] = useState('')
  const [search, setSearch] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.trim()), typingPauseMs)
    return () => clearTimeout(timer)
  }, [typed])
  const people = useQuery({
    ...reading(['chat', 'people', search], (signal) => fetchPeople(search, signal)),
    placeholderData: keepPreviousData,
  })
  const found = people.data?.items.filter(
    ({ userId }) => !without?.(userId) && !chosen.some((each) => each.userId === userId),
  )
  const take = (person: Person): void => {
    onChange([...chosen, person])
    setTyped('')
  }

  return (
    <div className="picker">
      {chosen.length > 0 && (
        <ul className="picker-chosen" aria-label={t`Chosen`}>
          {chosen.map((person) => (
            <li key={person.userId} className="chip">
              {person.displayName}
              <button
                type="button"
                aria-label={t`Remove ${person.displayName}`}
                onClick={() => onChange(chosen.filter((each) => each !== person))}
              >
                <Icon name="close" size={14} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <Field
        label={t`People`}
        type="search"
        autoFocus
        autoComplete="off"
        value={typed}
        placeholder={t`Name`}
        onChange={(event) => setTyped(event.target.value)}
      />
      <ProblemNote problem={people.error} onRetry={people.refetch} />
      <ul className="picker-found" aria-label={t`People found`} aria-busy={people.isFetching}>
        {found?.map((person) => (
          <li key={person.userId}>
            <button type="button" className="picker-person" onClick={() => take(person)}>
              <Avatar name={person.displayName} picture={person.picture} size="small" />
              <span className="truncate" dir="auto">
                {person.displayName}
              </span>
              {person.role !== 'student' && <span className="tag">{roleName(person.role)}</span>}
            </button>
          </li>
        ))}
        {found?.length === 0 && !people.isFetching && <li className="muted">{t`Nobody of this name.`}</li>}
      </ul>
    </div>
  )
}
