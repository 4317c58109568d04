import { plural, t } from '@lingui/core/macro'
import { Link, useParams } from 'react-router'
import { number, size } from '../../language/format'
import { Blank, Button, Failed, Loading, ProblemNote, Skeleton } from '../../ui/controls'
import { Ago } from '../../ui/time'
import type { GrainAddress } from './paths'
import { useGrain, type Grain } from './queries'
import './operations.css'

export function GrainPage() {
  const address = useParams() as unknown as GrainAddress
  const grain = useGrain(address)
  return (
    <>
      <title>{t`${address.type} · Operations · Academy`}</title>
      <Link to="/ops" className="eyebrow">{t`Operations`}</Link>
      <h1 className="grain-title">
        <span className="tag">{address.type}</span> {address.name}
      </h1>
      {grain.error?.status === 404 ? (
        <Blank icon="search" title={t`There is no such grain`}>
          {t`Nothing of this name was ever written, or it belongs to another organization.`}
        </Blank>
      ) : grain.error && !grain.data ? (
        <Failed problem={grain.error} onRetry={grain.refetch} />
      ) : !grain.data ? (
        <Loading>
          <Skeleton className="ops-skeleton" />
        </Loading>
      ) : (
        <>
          <ProblemNote problem={grain.error} />
          <Found grain={grain.data} loading={grain.isFetching} onAgain={() => void grain.refetch()} />
        </>
      )}
    </>
  )
}

function Found({ grain, loading, onAgain }: { grain: Grain; loading: boolean; onAgain: () => void }) {
  return (
    <>
      <div className="grain-head">
        <dl className="grain-facts">
          <div>
            <dt>{t`Organization`}</dt>
            <dd>{grain.organization}</dd>
          </div>
          {grain.member && (
            <div>
              <dt>{t`Silo`}</dt>
              <dd>{grain.member}</dd>
            </div>
          )}
          <div>
            <dt>{t`Stream`}</dt>
            <dd>{grain.stream ?? t`none: a view in memory`}</dd>
          </div>
          <div>
            <dt>{t`Seq`}</dt>
            <dd>{number(grain.seq)}</dd>
          </div>
          <div>
            <dt>{t`State`}</dt>
            <dd>{size(grain.bytes)}</dd>
          </div>
        </dl>
        <Button onClick={onAgain} pending={loading}>{t`Look again`}</Button>
      </div>
      <section aria-labelledby="state-title">
        <h2 id="state-title" className="section-title">{t`State`}</h2>
        {grain.state === null ? (
          <p className="muted">{t`It is too large to be shown: ${size(grain.bytes)}.`}</p>
        ) : (
          <Json label={t`State`} value={grain.state} />
        )}
      </section>
      {grain.stream && (
        <div className="ops-layout">
          <section aria-labelledby="events-title">
            <h2 id="events-title" className="section-title">{t`Latest events`}</h2>
            <ol className="card stored">
              {grain.events.map((event) => (
                <li key={event.seq}>
                  <details>
                    <summary>
                      <span className="figure">{event.seq}</span>
                      <span className="truncate" dir="auto">
                        {event.type}
                      </span>
                      <span className="muted">
                        <Ago at={event.at} />
                      </span>
                    </summary>
                    <p className="muted">{t`Version ${event.version}, by ${event.actor}`}</p>
                    <Json label={t`Event ${event.seq}`} value={event.data} />
                  </details>
                </li>
              ))}
            </ol>
          </section>
          <section aria-labelledby="commands-title">
            <h2 id="commands-title" className="section-title">{t`Latest commands`}</h2>
            {grain.commands.length === 0 ? (
              <p className="muted">{t`None with an id is remembered.`}</p>
            ) : (
              <ol className="card stored">
                {grain.commands.map((command) => (
                  <li key={`${command.actor}/${command.id}`} className="stored-command">
                    <span className="truncate" dir="auto">
                      {command.id}
                    </span>
                    <span className="muted">
                      <Ago at={command.at} />, {eventsUpTo(command.lastSeq - command.firstSeq + 1, command.lastSeq)}
                    </span>
                  </li>
                ))}
              </ol>
            )}
          </section>
        </div>
      )}
    </>
  )
}

const eventsUpTo = (n: number, last: number): string =>
  plural(n, { one: `# event up to ${number(last)}`, other: `# events up to ${number(last)}` })

function Json({ label, value }: { label: string; value: unknown }) {
  return (
    <pre className="json card" tabIndex={0} role="group" aria-label={label}>
      {JSON.stringify(value, null, 2)}
    </pre>
  )
}
