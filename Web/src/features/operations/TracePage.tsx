import { Link, useParams } from 'react-router'
import { Blank, Failed, Loading, Skeleton } from '../../ui/controls'
import { Ago, count } from '../../ui/time'
import { pathOf } from './paths'
import { useTrace, type TracedEvent } from './queries'
import './operations.css'

/** What a request led to, on whichever streams, found by the trace that its problem names. */
export function TracePage() {
  const { traceId } = useParams() as { traceId: string }
  const trace = useTrace(traceId)
  return (
    <>
      <title>Trace · Operations · Academy</title>
      <Link to="/ops" className="eyebrow">Operations</Link>
      <h1 className="grain-title"><span className="tag">trace</span> {traceId}</h1>
      {trace.error && !trace.data ? (
        <Failed problem={trace.error} onRetry={trace.refetch} />
      ) : !trace.data ? (
        <Loading><Skeleton className="ops-skeleton" /></Loading>
      ) : trace.data.items.length === 0 ? (
        <Blank icon="search" title="Nothing was written">
          No event belongs to this trace: the request was refused, only read, or came before events kept their trace.
        </Blank>
      ) : (
        <section aria-labelledby="traced-title">
          <h2 id="traced-title" className="section-title">
            {trace.data.nextCursor ? `The first ${trace.data.items.length} events` : count(trace.data.items.length, 'event')}
          </h2>
          <ol className="card traced">
            {trace.data.items.map((event) => <Traced key={`${event.stream} ${event.seq}`} event={event} />)}
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
      <span className="truncate">{event.type}</span>
      <span className="muted"><Ago at={event.at} /></span>
      <span className="traced-stream">{event.grain ? <Link to={pathOf(event.grain)}>{place}</Link> : place}</span>
      <span className="muted traced-why">By {event.actor}{whyOf(event)}</span>
    </li>
  )
}

function whyOf({ command, cause }: TracedEvent): string {
  if (cause) return `, because of ${cause.stream} · ${cause.seq}`
  return command ? `, command ${command}` : ''
}
