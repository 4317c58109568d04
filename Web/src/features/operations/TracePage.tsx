import { t } from '@lingui/core/macro'
import { Link, useParams } from 'react-router'
import { events } from '../../language/counts'
import { number } from '../../language/format'
import { Blank, Failed, Loading, Skeleton } from '../../ui/controls'
import { Ago } from '../../ui/time'
import { pathOf } from './paths'
import { useTrace, type TracedEvent } from './queries'
import './operations.css'

/** What a request led to, on whichever streams, found by the trace that its problem names. */
export function TracePage() {
  const { traceId } = useParams() as { traceId: string }
  const trace = useTrace(traceId)
  return (
    <>
      <title>{t`Trace · Operations · Academy`}</title>
      <Link to="/ops" className="eyebrow">{t`Operations`}</Link>
      <h1 className="grain-title">
        <span className="tag">{t`trace`}</span> {traceId}
      </h1>
      {trace.error && !trace.data ? (
        <Failed problem={trace.error} onRetry={trace.refetch} />
      ) : !trace.data ? (
        <Loading>
          <Skeleton className="ops-skeleton" />
        </Loading>
      ) : trace.data.items.length === 0 ? (
        <Blank icon="search" title={t`Nothing was written`}>
          {t`No event belongs to this trace: the request was refused, only read, or came before events kept their trace.`}
        </Blank>
      ) : (
        <section aria-labelledby="traced-title">
          <h2 id="traced-title" className="section-title">
            {trace.data.nextCursor
              ? t`The first ${number(trace.data.items.length)} events`
              : events(trace.data.items.length)}
          </h2>
          <ol className="card traced">
            {trace.data.items.map((event) => (
              <Traced key={`${event.stream} ${event.seq}`} event={event} />
            ))}
          </ol>
        </section>
      )}
    </>
  )
}

function Traced({ event }: { event: TracedEvent }) {
  const place = `${event.stream} · ${event.seq}`
  return (
    <li data-event={event.type}>
      <span className="truncate" dir="auto">
        {event.type}
      </span>
      <span className="muted">
        <Ago at={event.at} />
      </span>
      <span className="traced-stream">{event.grain ? <Link to={pathOf(event.grain)}>{place}</Link> : place}</span>
      <span className="muted traced-why">{byWhom(event)}</span>
    </li>
  )
}

function byWhom({ actor, command, cause }: TracedEvent): string {
  if (cause) return t`By ${actor}, because of ${`${cause.stream} · ${cause.seq}`}`
  return command ? t`By ${actor}, command ${command}` : t`By ${actor}`
}
