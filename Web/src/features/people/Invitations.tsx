import { t } from '@lingui/core/macro'
import { useCommand } from '../../api/command'
import { itemsOf } from '../../api/reading'
import { date } from '../../language/format'
import { roleName } from '../../language/names'
import { announce } from '../../ui/announcer'
import { Button, ProblemNote } from '../../ui/controls'
import { useInvitations, withdraw, type Invitation } from './queries'
import styles from './people.module.css'

/** Who has not come yet; absent when there is nobody. */
export function Invitations() {
  const invitations = useInvitations()
  const items = itemsOf<Invitation>(invitations.data?.pages, ({ id }) => id)
  if (items.length === 0) return <ProblemNote problem={invitations.error} onRetry={() => void invitations.refetch()} />
  return (
    <section className={styles.invited} aria-labelledby="invited">
      <h2 id="invited" className="section-title">{t`Invited, not here yet`}</h2>
      <ul className={styles.people}>
        {items.map((invitation) => (
          <Row key={invitation.id} invitation={invitation} onWithdrawn={() => void invitations.refetch()} />
        ))}
      </ul>
      {invitations.hasNextPage && (
        <div className="more">
          <Button
            pending={invitations.isFetchingNextPage}
            onClick={() => void invitations.fetchNextPage()}
          >{t`Show more`}</Button>
        </div>
      )}
    </section>
  )
}

function Row({ invitation, onWithdrawn }: { invitation: Invitation; onWithdrawn: () => void }) {
  const { id, email, role, expiresAt } = invitation
  const command = useCommand((key) => withdraw(key, id).then(() => true as const))
  const until = date('fullDay', expiresAt)
  const isOver = new Date(expiresAt) < new Date()
  const go = async (): Promise<void> => {
    if (!(await command.run())) return
    announce(t`The invitation of ${email} is withdrawn.`)
    onWithdrawn()
  }
  return (
    <li className={styles.person}>
      <div className={styles.who}>
        <strong>
          <bdi>{email}</bdi>
        </strong>
        <span className="muted">{roleName(role)}</span>
        <ProblemNote problem={command.problem} />
      </div>
      <span className={`muted ${styles.since}`}>{isOver ? t`too old since ${until}` : t`good until ${until}`}</span>
      <Button
        small
        pending={command.pending}
        onClick={() => void go()}
        aria-label={t`Withdraw the invitation of ${email}`}
      >{t`Withdraw`}</Button>
    </li>
  )
}
