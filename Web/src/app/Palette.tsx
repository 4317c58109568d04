import { t } from '@lingui/core/macro'
import { useDeferredValue, useEffect, useState, type ReactNode } from 'react'
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
  useFilter,
} from 'react-aria-components'
import { useNavigate } from 'react-router'
import type { User } from '../api/session'
import { useCommand } from '../api/command'
import { keepPreviousData, reading, useQuery } from '../api/reading'
import { findCourses } from '../features/catalog/queries'
import { useChat } from '../features/chat/ChatProvider'
import { createRoom, fetchPeople } from '../features/chat/rest'
import { titleOf } from '../features/chat/rooms/titles'
import { useLessonsOfMine } from '../features/learning/lessons'
import { ProblemNote } from '../ui/controls'
import { Icon, type IconName } from '../ui/icons'
import { placesOf, settingsPlace } from './places'
import styles from './Palette.module.css'

interface Entry {
  id: string
  title: string
  /** Beside it: what it belongs to. */
  note?: string
  icon: IconName
  go: () => void
}

const shownMax = 6
const typingPauseMs = 150

/** Everything one can go to, by its name: pages, courses, lessons, conversations, people. */
export default function Palette({ user, onClose }: { user: User; onClose: () => void }) {
  const [typed, setTyped] = useState('')
  const search = useSettled(typed.trim())
  const navigate = useNavigate()
  const { contains } = useFilter({ sensitivity: 'base' })
  const { lines, reload } = useChat()
  const lessons = useLessonsOfMine(user.id)
  const isSearching = search !== ''
  const courses = useQuery({
    ...reading(['palette', 'courses', search], (signal) => findCourses(search, signal)),
    enabled: isSearching,
    placeholderData: keepPreviousData,
  })
  const people = useQuery({
    ...reading(['palette', 'people', search], (signal) => fetchPeople(search, signal)),
    enabled: isSearching,
    placeholderData: keepPreviousData,
  })
  const write = useCommand((key, userId: string) => createRoom(key, { type: 'direct', memberIds: [userId] }))

  const goTo = (path: string) => (): void => {
    onClose()
    void navigate(path)
  }
  const writeTo = async (userId: string): Promise<void> => {
    const room = await write.run(userId)
    if (!room) return
    reload()
    goTo(`/chat/${room.id}`)()
  }
  const matching = (entries: Entry[]): Entry[] =>
    entries.filter(({ title }) => contains(title, typed.trim())).slice(0, shownMax)

  const sections: [string, Entry[]][] = [
    [
      t`Pages`,
      matching(
        [...placesOf(user), settingsPlace()].map(({ to, title, icon }) => ({ id: to, title, icon, go: goTo(to) })),
      ),
    ],
    [
      t`Conversations`,
      matching(
        (lines ?? []).map(({ room }) => ({
          id: room.id,
          title: titleOf(room),
          icon: room.type === 'course' ? 'book' : room.type === 'direct' ? 'chat' : 'people',
          go: goTo(`/chat/${room.id}`),
        })),
      ),
    ],
    ...(isSearching
      ? ([
          [
            t`Courses`,
            (courses.data?.items ?? []).slice(0, shownMax).map(({ id, title, instructorName }) => ({
              id: `course ${id}`,
              title,
              note: instructorName,
              icon: 'book',
              go: goTo(`/courses/${id}`),
            })),
          ],
          [
            t`Lessons`,
            matching(
              lessons.map(({ courseId, course, moduleId, id, title }) => ({
                id: `lesson ${id}`,
                title,
                note: course,
                icon: 'text',
                go: goTo(`/courses/${courseId}#module-${moduleId}`),
              })),
            ),
          ],
          [
            t`People`,
            (people.data?.items ?? []).slice(0, shownMax).map(({ userId, displayName }) => ({
              id: `person ${userId}`,
              title: displayName,
              icon: 'people',
              go: () => void writeTo(userId),
            })),
          ],
        ] satisfies [string, Entry[]][])
      : []),
  ]
  const shown = sections.filter(([, entries]) => entries.length > 0)

  return (
    <ModalOverlay
      className={`dialog-ground ${styles.ground}`}
      isOpen
      isDismissable
      onOpenChange={(isOpen) => isOpen || onClose()}
    >
      <Modal className={`${styles.box} card`}>
        <Dialog className={styles.inside!} aria-label={t`Go to`}>
          <Autocomplete inputValue={typed} onInputChange={setTyped}>
            <SearchField aria-label={t`Go to`} autoFocus className={styles.field!}>
              <Icon name="search" />
              <Input placeholder={t`A page, course, lesson, conversation or person`} />
            </SearchField>
            <ProblemNote problem={write.problem} />
            <Menu
              className={styles.list!}
              aria-label={t`What was found`}
              renderEmptyState={() => (
                <p className={`muted ${styles.none}`}>
                  {courses.isFetching || people.isFetching ? t`Searching…` : t`Nothing found`}
                </p>
              )}
            >
              {shown.map(([title, entries]) => (
                <Section key={title} title={title}>
                  {entries.map(entryRow)}
                </Section>
              ))}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <MenuSection>
      <Header className={`eyebrow ${styles.title}`}>{title}</Header>
      {children}
    </MenuSection>
  )
}

function entryRow({ id, title, note, icon, go }: Entry) {
  return (
    <MenuItem key={id} id={id} className="menu-item" textValue={title} onAction={go}>
      <Icon name={icon} size={18} />
      <span className="truncate" dir="auto">
        {title}
      </span>
      {note && (
        <span className={`muted truncate ${styles.note}`} dir="auto">
          {note}
        </span>
      )}
    </MenuItem>
  )
}

/** What was typed, once nothing has been for a moment. */
function useSettled(typed: string): string {
  const [settled, setSettled] = useState(typed)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed), typingPauseMs)
    return () => clearTimeout(timer)
  }, [typed])
  return useDeferredValue(settled)
}
