import { t } from '@lingui/core/macro'
import { Link, useSearchParams } from 'react-router'
import { itemsOf } from '../../api/reading'
import { date } from '../../language/format'
import { Blank, Button, Failed, Field, Loading, ProblemNote, Skeleton } from '../../ui/controls'
import { OperationsPlaces } from './OperationsPlaces'
import { tracePathOf } from './paths'
import { useAudit, type AuditRow } from './queries'
import './operations.css'

/** What admins were let in to by the power of their role. */
export function AuditPage() {
  const [query, setQuery] = useSearchParams()
  const search = { actorId: query.get('actorId') ?? '', from: query.get('from') ?? '', until: query.get('until') ?? '' }
  const narrow = (change: Partial<typeof search>): void =>
    setQuery(new URLSearchParams(Object.entries({ ...search, ...change }).filter(([, value]) => value)), {
      replace: true,
    })
  const audit = useAudit(search)
  const rows = itemsOf(audit.data?.pages, ({ id }) => String(id))
  const actor = rows[0]?.actorName
  return (
    <>
      <title>{t`Audit · Operations · Academy`}</title>
      <OperationsPlaces />
      <h1>{t`Audit`}</h1>
      <p className="lead">{t`What administrators looked at or changed by the power of their role. Reading this list is in it, too.`}</p>
      <div className="audit-filter">
        <Field
          label={t`From`}
          type="date"
          value={search.from}
          onChange={(event) => narrow({ from: event.target.value })}
        />
        <Field
          label={t`Until`}
          type="date"
          value={search.until}
          onChange={(event) => narrow({ until: event.target.value })}
        />
        {search.actorId && (
          <Button onClick={() => narrow({ actorId: '' })} icon="close">
            {actor ? t`Only ${actor}` : t`Only one person`}
          </Button>
        )}
      </div>
      {!audit.data ? (
        audit.error ? (
          <Failed problem={audit.error} onRetry={audit.refetch} />
        ) : (
          <Loading>
            <Skeleton className="ops-skeleton" />
          </Loading>
        )
      ) : rows.length === 0 ? (
        <Blank icon="search" title={t`Nothing in this time`}>{t`Choose another time or another person.`}</Blank>
      ) : (
        <>
          <ol className="card audit">
            {rows.map((row) => (
              <Row key={row.id} row={row} onActor={() => narrow({ actorId: row.actorId })} />
            ))}
          </ol>
          {audit.hasNextPage && (
            <div className="more">
              <Button
                pending={audit.isFetchingNextPage}
                onClick={() => void audit.fetchNextPage()}
              >{t`Show more`}</Button>
            </div>
          )}
          <ProblemNote problem={audit.error} onRetry={() => void audit.refetch()} />
        </>
      )}
    </>
  )
}

function Row({ row, onActor }: { row: AuditRow; onActor: () => void }) {
  const ids = Object.entries(row.ids)
  return (
    <li>
      <button type="button" className="audit-actor" onClick={onActor}>
        <bdi>{row.actorName ?? t`An erased account`}</bdi>
      </button>
      <time className="muted" dateTime={row.at}>
        {date('moment', row.at)}
      </time>
      <span className="audit-action" dir="ltr">
        {row.action}
      </span>
      <span className="muted audit-ids" dir="ltr">
        {ids.map(([name, id]) => (
          <span key={name}>
            {name} {id}
          </span>
        ))}
        {row.traceId && <Link to={tracePathOf(row.traceId)}>{t`Trace`}</Link>}
      </span>
    </li>
  )
}
