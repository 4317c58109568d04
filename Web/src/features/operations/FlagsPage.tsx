import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link, useSearchParams } from 'react-router'
import { useCommand } from '../../api/command'
import { itemsOf } from '../../api/reading'
import { roleName } from '../../language/names'
import { Avatar } from '../../ui/Avatar'
import { Blank, Button, Failed, Loading, ProblemNote, Skeleton } from '../../ui/controls'
import { Ago } from '../../ui/time'
import { OperationsPlaces } from './OperationsPlaces'
import { dismissFlag, useFlags, type Flag, type FlaggedPerson, type FlagState } from './queries'
import './operations.css'

/** What admins should look at: nothing was refused because of it. */
export function FlagsPage() {
  const [query] = useSearchParams()
  const state: FlagState = query.get('state') === 'dismissed' ? 'dismissed' : 'open'
  const flags = useFlags(state)
  const items = itemsOf(flags.data?.pages, ({ id }) => id)
  return (
    <>
      <title>{t`Flags · Operations · Academy`}</title>
      <OperationsPlaces />
      <h1>{t`Flags`}</h1>
      <p className="lead">{t`Names and addresses that may mislead others. Nothing was refused because of them: you judge.`}</p>
      <p className="flag-states">
        <Link to="/ops/flags" aria-current={state === 'open' ? 'page' : undefined}>{t`To look at`}</Link>
        <Link
          to="/ops/flags?state=dismissed"
          aria-current={state === 'dismissed' ? 'page' : undefined}
        >{t`Dismissed`}</Link>
      </p>
      {!flags.data ? (
        flags.error ? (
          <Failed problem={flags.error} onRetry={flags.refetch} />
        ) : (
          <Loading>
            <Skeleton className="ops-skeleton" />
          </Loading>
        )
      ) : items.length === 0 ? (
        state === 'open' ? (
          <Blank
            icon="shield"
            title={t`Nothing to look at`}
          >{t`Nobody’s name looks like that of staff, and no two accounts share an address.`}</Blank>
        ) : (
          <Blank
            icon="shield"
            title={t`Nothing was dismissed`}
          >{t`What you or another administrator dismisses is here from then on.`}</Blank>
        )
      ) : (
        <>
          <ul className="flags">
            {items.map((flag) => (
              <FlagCard key={flag.id} flag={flag} onDismissed={() => void flags.refetch()} />
            ))}
          </ul>
          {flags.hasNextPage && (
            <div className="more">
              <Button
                pending={flags.isFetchingNextPage}
                onClick={() => void flags.fetchNextPage()}
              >{t`Show more`}</Button>
            </div>
          )}
          <ProblemNote problem={flags.error} onRetry={() => void flags.refetch()} />
        </>
      )}
    </>
  )
}

function FlagCard({ flag, onDismissed }: { flag: Flag; onDismissed: () => void }) {
  const command = useCommand((key) => dismissFlag(key, flag.id).then(() => true as const))
  const dismiss = async (): Promise<void> => {
    if (await command.run()) onDismissed()
  }
  return (
    <li className="card flag" data-flag={flag.kind}>
      <div className="flag-head">
        <h2>{titleOf(flag)}</h2>
        <span className="muted">
          <Ago at={flag.raisedAt} />
        </span>
      </div>
      <div className="flag-people">
        <Someone person={flag.person} />
        {flag.other && <Someone person={flag.other} />}
        {flag.word && (
          <p className="muted">
            <Trans>
              Looks like the word “<bdi>{flag.word}</bdi>”.
            </Trans>
          </p>
        )}
      </div>
      <ProblemNote problem={command.problem} />
      {flag.dismissedAt ? (
        <p className="muted">
          {flag.dismissedBy ? (
            <Trans>
              Dismissed by <bdi>{flag.dismissedBy.displayName}</bdi>, <Ago at={flag.dismissedAt} />
            </Trans>
          ) : (
            <Trans>
              Dismissed, <Ago at={flag.dismissedAt} />
            </Trans>
          )}
        </p>
      ) : (
        <div>
          <Button small pending={command.pending} onClick={() => void dismiss()}>{t`Dismiss`}</Button>
        </div>
      )}
    </li>
  )
}

function titleOf({ kind }: Flag): string {
  switch (kind) {
    case 'name-of-staff':
      return t`A name like that of staff`
    case 'reserved-name':
      return t`A name like a word for staff`
    default:
      return t`One e-mail address, two accounts`
  }
}

function Someone({ person: { displayName, email, role } }: { person: FlaggedPerson }) {
  return (
    <div className="flag-person">
      <Avatar name={displayName} size="small" />
      <span>
        <strong>
          <bdi>{displayName}</bdi>
        </strong>{' '}
        <span className="tag">{roleName(role)}</span>
        <span className="muted flag-address">
          <bdi>{email}</bdi>
        </span>
      </span>
    </div>
  )
}
