import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { useCommand } from '../../api/command'
import { itemsOf } from '../../api/reading'
import { date } from '../../language/format'
import { roleName } from '../../language/names'
import { announce } from '../../ui/announcer'
import { Avatar } from '../../ui/Avatar'
import { Confirm } from '../../ui/Confirm'
import { Blank, Button, Failed, Field, Loading, ProblemNote, SelectField, Skeleton } from '../../ui/controls'
import { Invitations } from './Invitations'
import { InviteDialog } from './InviteDialog'
import { changeRole, roles, usePeople, type Person, type Role } from './queries'
import { RoleOptions } from './RoleOptions'
import styles from './people.module.css'

/** Who is there, and what they may do. */
export function PeoplePage() {
  const [query, setQuery] = useSearchParams()
  const filter = { search: query.get('search') ?? '', role: query.get('role') ?? '' }
  const [typed, setTyped] = useState(filter.search)
  const narrow = (change: Partial<typeof filter>): void =>
    setQuery(new URLSearchParams(Object.entries({ ...filter, ...change }).filter(([, value]) => value)), {
      replace: true,
    })
  const people = usePeople(filter)
  const items = itemsOf<Person>(people.data?.pages, ({ id }) => id)
  const [isInviting, setInviting] = useState(false)

  return (
    <>
      <title>{t`People · Academy`}</title>
      <div className={styles.head}>
        <h1>{t`People`}</h1>
        <Button tone="primary" icon="plus" onClick={() => setInviting(true)}>{t`Invite`}</Button>
      </div>
      <form
        className={styles.filter}
        role="search"
        onSubmit={(event) => {
          event.preventDefault()
          narrow({ search: typed.trim() })
        }}
      >
        <Field
          label={t`Name or e-mail address`}
          type="search"
          value={typed}
          maxLength={200}
          onChange={(event) => setTyped(event.target.value)}
        />
        <SelectField label={t`Role`} value={filter.role} onChange={({ target }) => narrow({ role: target.value })}>
          <option value="">{t`All roles`}</option>
          <RoleOptions />
        </SelectField>
        <Button type="submit" icon="search">{t`Search`}</Button>
      </form>
      {!people.data ? (
        people.error ? (
          <Failed problem={people.error} onRetry={people.refetch} />
        ) : (
          <Loading>
            <Skeleton className={styles.skeleton ?? ''} />
          </Loading>
        )
      ) : items.length === 0 ? (
        <Blank
          icon="search"
          title={t`Nobody was found`}
        >{t`Look for another name, the whole address, or another role.`}</Blank>
      ) : (
        <>
          <ul className={styles.people} aria-label={t`People`}>
            {items.map((person) => (
              <Row key={person.id} person={person} onChanged={() => void people.refetch()} />
            ))}
          </ul>
          {people.hasNextPage && (
            <div className="more">
              <Button
                pending={people.isFetchingNextPage}
                onClick={() => void people.fetchNextPage()}
              >{t`Show more`}</Button>
            </div>
          )}
          <ProblemNote problem={people.error} onRetry={() => void people.refetch()} />
        </>
      )}
      <Invitations />
      {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
    </>
  )
}

function Row({ person, onChanged }: { person: Person; onChanged: () => void }) {
  const { id, displayName, email, role, registeredAt, picture } = person
  const [wanted, setWanted] = useState<Role | null>(null)
  const since = date('fullDay', registeredAt)
  return (
    <li className={styles.person}>
      <Avatar name={displayName} picture={picture} size="small" />
      <div className={styles.who}>
        <strong>
          <bdi>{displayName}</bdi>
        </strong>
        <span className="muted">
          <bdi>{email}</bdi>
        </span>
      </div>
      <span className={`muted ${styles.since}`}>{t`since ${since}`}</span>
      <select
        className="select"
        aria-label={t`Role of ${displayName}`}
        value={role}
        onChange={(event) => setWanted(roles.find((one) => one === event.target.value) ?? null)}
      >
        <RoleOptions />
      </select>
      {wanted && wanted !== role && (
        <ChangeRole
          id={id}
          name={displayName}
          role={wanted}
          onClose={() => setWanted(null)}
          onDone={() => {
            const called = roleName(wanted)
            announce(t`${displayName} is ${called} now.`)
            onChanged()
          }}
        />
      )}
    </li>
  )
}

interface ChangeRoleProps {
  id: string
  name: string
  role: Role
  onClose: () => void
  onDone: () => void
}

function ChangeRole({ id, name, role, onClose, onDone }: ChangeRoleProps) {
  const command = useCommand((key) => changeRole(key, id, role).then(() => true as const))
  const called = roleName(role)
  return (
    <Confirm
      title={t`Change the role of ${name}?`}
      act={t`Change role`}
      command={{ ...command, run: () => command.run() }}
      onClose={onClose}
      onDone={onDone}
    >
      {role === 'admin' ? (
        <Trans>
          <bdi>{name}</bdi> will be able to do everything here, to your account as well.
        </Trans>
      ) : (
        <Trans>
          <bdi>{name}</bdi> becomes {called}. It takes effect at once, on every device.
        </Trans>
      )}
    </Confirm>
  )
}
