import { t } from '@lingui/core/macro'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { useCommand } from '../../../api/command'
import { everyPage } from '../../../api/pages'
import type { Problem } from '../../../api/problem'
import { eachTime, itemsOf, reading, readingPages, useInfiniteQuery, useQuery } from '../../../api/reading'
import { members } from '../../../language/counts'
import { compare, date } from '../../../language/format'
import { roomRoleName } from '../../../language/names'
import { Avatar } from '../../../ui/Avatar'
import { Button, Failed, ProblemNote } from '../../../ui/controls'
import { Dialog } from '../../../ui/Dialog'
import { Icon } from '../../../ui/icons'
import { Menu, type MenuItem } from '../../../ui/Popover'
import { useChat } from '../ChatProvider'
import { PeoplePicker } from './NewConversation'
import * as rest from '../rest'
import type { RoomState } from './room'
import { Side } from '../Side'
import type { RoomLine } from './unread'
import type { Member, Person, Role } from '../wire'

interface MembersPaneProps {
  line: RoomLine
  state: RoomState
  moderates: boolean
  onClose: () => void
}

const rank: Record<Role, number> = { owner: 0, moderator: 1, member: 2 }

export function MembersPane({ line: { room }, state, moderates, onClose }: MembersPaneProps) {
  const { user, reload } = useChat()
  const navigate = useNavigate()
  const [isAdding, setAdding] = useState(false)
  const listed = useMembers(room.id, state)
  const online = state.presence.users
  const sorted = [...listed.members].sort(
    (a, b) =>
      Number(online?.has(b.userId) ?? false) - Number(online?.has(a.userId) ?? false) ||
      rank[a.role] - rank[b.role] ||
      compare(a.displayName, b.displayName),
  )
  const act = useCommand((key, action: (key: string) => Promise<true>) => action(key))
  const write = async (person: Member): Promise<void> => {
    const direct = await rest.createRoom(crypto.randomUUID(), { type: 'direct', memberIds: [person.userId] })
    reload()
    await navigate(`/chat/${direct.id}`)
  }

  return (
    <Side title={members(state.facts.memberCount)} onClose={onClose}>
      <div className="side-body">
        {moderates && room.type === 'group' && (
          <Button small icon="plus" onClick={() => setAdding(true)} className="side-act">{t`Add people`}</Button>
        )}
        <ProblemNote problem={act.problem} />
        <ul className="people">
          {sorted.map((member) => (
            <li key={member.userId} className="person">
              <span className="face">
                <Avatar name={member.displayName} picture={member.picture} size="small" />
                {online?.has(member.userId) && (
                  <span className="face-dot">
                    <span className="visually-hidden">{t`online`}</span>
                  </span>
                )}
              </span>
              <span className="person-name truncate" dir="auto">
                {member.displayName}
                {member.userId === user.id && <span className="muted"> {t`(you)`}</span>}
              </span>
              {isMuted(member) && <span className="tag">{t`muted`}</span>}
              {member.role !== 'member' && <span className="tag">{roomRoleName(member.role)}</span>}
              {member.userId !== user.id && (
                <Menu
                  label={t`About ${member.displayName}`}
                  icon="dots"
                  items={[
                    ...(room.type === 'direct'
                      ? []
                      : [{ label: t`Write to them`, icon: 'chat' as const, onSelect: () => void write(member) }]),
                    ...(moderates && room.type !== 'direct'
                      ? moderation(room.id, room.type === 'group', member, (action) => void act.run(action))
                      : []),
                  ]}
                />
              )}
            </li>
          ))}
        </ul>
        {listed.problem && <Failed problem={listed.problem} onRetry={listed.more} />}
        {listed.hasMore && !listed.problem && <Button small onClick={listed.more}>{t`More`}</Button>}
        {moderates && room.type !== 'direct' && <Bans roomId={room.id} />}
      </div>
      {isAdding && <AddDialog roomId={room.id} state={state} onClose={() => setAdding(false)} />}
    </Side>
  )
}

const hours = (n: number): string => new Date(Date.now() + n * 3_600_000).toISOString()

const isMuted = ({ mutedUntil }: Member): boolean => mutedUntil !== undefined && Date.parse(mutedUntil) > Date.now()

function moderation(
  roomId: string,
  isGroup: boolean,
  member: Member,
  act: (action: (key: string) => Promise<true>) => void,
): MenuItem[] {
  const { userId } = member
  return [
    ...(isGroup
      ? [
          member.role === 'member'
            ? {
                label: t`Make a moderator`,
                icon: 'shield' as const,
                onSelect: () => act((key) => rest.changeRole(key, roomId, userId, 'moderator')),
              }
            : {
                label: t`Make a member`,
                icon: 'people' as const,
                onSelect: () => act((key) => rest.changeRole(key, roomId, userId, 'member')),
              },
        ]
      : []),
    ...(isMuted(member)
      ? [{ label: t`Unmute`, icon: 'check' as const, onSelect: () => act((key) => rest.unmute(key, roomId, userId)) }]
      : [
          {
            label: t`Mute for an hour`,
            icon: 'clock' as const,
            onSelect: () => act((key) => rest.mute(key, roomId, userId, hours(1))),
          },
          {
            label: t`Mute for a week`,
            icon: 'clock' as const,
            onSelect: () => act((key) => rest.mute(key, roomId, userId, hours(7 * 24))),
          },
        ]),
    ...(isGroup
      ? [
          {
            label: t`Remove`,
            icon: 'close' as const,
            isGrave: true,
            onSelect: () => act((key) => rest.removeMember(key, roomId, userId)),
          },
        ]
      : []),
    {
      label: t`Ban for a week`,
      icon: 'alert',
      isGrave: true,
      onSelect: () => act((key) => rest.ban(key, roomId, userId, hours(7 * 24))),
    },
    {
      label: t`Ban for good`,
      icon: 'alert',
      isGrave: true,
      onSelect: () => act((key) => rest.ban(key, roomId, userId, null)),
    },
  ]
}

/** A small room tells its members; of a large one they are read page by page. */
function useMembers(
  roomId: string,
  state: RoomState,
): { members: Member[]; hasMore: boolean; problem: Problem | null; more: () => void } {
  const isLarge = state.members === null
  const read = useInfiniteQuery({
    ...readingPages(['chat', 'members', roomId], (cursor, signal) => rest.fetchMembers(roomId, cursor, signal)),
    enabled: isLarge,
    ...eachTime,
  })
  const more = (): void => void (read.data ? read.fetchNextPage() : read.refetch())
  if (!isLarge) return { members: [...state.members!.values()], hasMore: false, problem: null, more }
  const members = itemsOf(read.data?.pages, ({ userId }) => userId).map(({ lastReadSeq, ...member }) => ({
    ...member,
    ...(lastReadSeq != null && { lastReadSeq }),
  }))
  return { members, hasMore: read.hasNextPage, problem: read.error, more }
}

function AddDialog({ roomId, state, onClose }: { roomId: string; state: RoomState; onClose: () => void }) {
  const [chosen, setChosen] = useState<Person[]>([])
  const add = useCommand((key) =>
    rest.addMembers(
      key,
      roomId,
      chosen.map(({ userId }) => userId),
    ),
  )
  return (
    <Dialog title={t`Add people`} onClose={onClose}>
      <PeoplePicker chosen={chosen} onChange={setChosen} without={(userId) => state.members?.has(userId) ?? false} />
      <ProblemNote problem={add.problem} />
      <div className="dialog-actions">
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button
          tone="primary"
          pending={add.pending}
          disabled={chosen.length === 0}
          onClick={async () => (await add.run()) && onClose()}
        >{t`Add`}</Button>
      </div>
    </Dialog>
  )
}

function Bans({ roomId }: { roomId: string }) {
  const bans = useQuery({
    ...reading(['chat', 'bans', roomId], (signal) =>
      everyPage(
        (cursor) => rest.fetchBans(roomId, cursor, signal),
        ({ userId }) => userId,
      ),
    ),
    ...eachTime,
  })
  const unban = useCommand((key, userId: string) => rest.unban(key, roomId, userId))
  if (!bans.data || bans.data.length === 0) return null
  return (
    <section aria-label={t`Banned`}>
      <h3 className="side-title">{t`Banned`}</h3>
      <ProblemNote problem={unban.problem} />
      <ul className="people">
        {bans.data.map(({ userId, displayName, until }) => (
          <li key={userId} className="person">
            <Icon name="alert" size={18} />
            <span className="person-name truncate" dir="auto">
              {displayName}
            </span>
            <span className="muted">{until ? t`until ${date('date', until)}` : t`for good`}</span>
            <button
              type="button"
              className="link-button"
              onClick={async () => (await unban.run(userId)) && void bans.refetch()}
            >{t`Lift`}</button>
          </li>
        ))}
      </ul>
    </section>
  )
}
