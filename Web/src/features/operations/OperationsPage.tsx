import { useState, type FormEvent } from 'react'
import { Blank, Button, Failed, Field, Loading, ProblemNote, ProgressBar, Skeleton } from '../../ui/controls'
import { Link, navigate } from '../../ui/navigation'
import { Ago, count } from '../../ui/time'
import { bytes, rate, releaseOf, sumsOf } from './figures'
import { inspectedTypes, pathOf, useCluster, type Cluster, type HotGrain, type Member } from './queries'
import './operations.css'

export function OperationsPage() {
  const cluster = useCluster()
  return (
    <>
      <title>Operations · Academy</title>
      <h1>Operations</h1>
      <p className="lead">The processes of the platform and their busiest grains, as they are now.</p>
      {cluster.problem && !cluster.data ? (
        <Failed problem={cluster.problem} onRetry={cluster.reload} />
      ) : !cluster.data ? (
        <Loading><Skeleton className="ops-skeleton" /></Loading>
      ) : (
        <>
          {cluster.problem && <ProblemNote problem={cluster.problem} />}
          <Processes cluster={cluster.data} />
          <div className="ops-layout">
            <Hottest grains={cluster.data.hottest} />
            <LookUp organization={cluster.data.hottest.find((grain) => grain.organization !== '-')?.organization ?? 'academy'} />
          </div>
        </>
      )}
    </>
  )
}

/** Only who runs the platform sees its processes. */
function Processes({ cluster }: { cluster: Cluster }) {
  if (cluster.members.length === 0) return null
  const sums = sumsOf(cluster.members)
  return (
    <>
      <dl className="card ops-sums" aria-label="The cluster">
        <div><dt>Silos</dt><dd data-figure="silos">{sums.silos}</dd></div>
        <div><dt>Api nodes</dt><dd data-figure="clients">{sums.clients}</dd></div>
        <div><dt>Grains in memory</dt><dd>{sums.activations.toLocaleString('en')}</dd></div>
        <div><dt>Requests a second</dt><dd>{rate(sums.requestsPerSecond)}</dd></div>
        <div><dt>Sockets</dt><dd>{sums.sockets.toLocaleString('en')}</dd></div>
      </dl>
      <section aria-labelledby="members-title">
        <h2 id="members-title" className="section-title">Processes</h2>
        <p className="muted ops-version">
          {cluster.version === 0 ? 'A single process is the whole cluster.'
            : `Membership version ${cluster.version}, ${cluster.settled ? 'settled: every grain is where it belongs.' : 'not settled: grains are moving.'}`}
        </p>
        <ul className="members">{cluster.members.map((member) => <MemberCard key={`${member.name}/${member.generation}`} member={member} />)}</ul>
      </section>
    </>
  )
}

function MemberCard({ member }: { member: Member }) {
  return (
    <li className="card member" data-member={member.name} data-status={member.status}>
      <div className="member-head">
        <h3>{member.name}</h3>
        <span className="tag">{member.role === 'silo' ? 'Silo' : 'Api'}</span>
        <span className="tag member-status">{member.status}</span>
      </div>
      <p className="muted">
        Release {releaseOf(member.release)}, generation {member.generation}
        {member.startedAt && <>, started <Ago at={member.startedAt} /></>}
      </p>
      <dl>
        {member.role === 'silo' && (
          <>
            <Fact name="Lease left">{member.leaseSeconds === null ? null : `${Math.max(0, member.leaseSeconds).toFixed(1)} s`}</Fact>
            <Fact name="Grains">{member.activations?.toLocaleString('en')}</Fact>
            <Fact name="Requests/s">{member.requestsPerSecond === null ? null : rate(member.requestsPerSecond)}</Fact>
            <Fact name="Waiting">{member.waiting?.toLocaleString('en')}</Fact>
            <Fact name="Fullest mailbox">{member.deepest?.toLocaleString('en')}</Fact>
          </>
        )}
        <Fact name="Sockets">{member.sockets?.toLocaleString('en')}</Fact>
        <Fact name="Memory">{member.memoryBytes === null ? null : bytes(member.memoryBytes)}</Fact>
      </dl>
    </li>
  )
}

function Fact({ name, children }: { name: string; children: string | null | undefined }) {
  return <div><dt>{name}</dt><dd>{children ?? '–'}</dd></div>
}

function Hottest({ grains }: { grains: HotGrain[] }) {
  const most = Math.max(1, ...grains.map((grain) => grain.requestsPerSecond))
  return (
    <section className="card hottest" aria-labelledby="hottest-title">
      <h2 id="hottest-title" className="section-title">Hottest grains</h2>
      {grains.length === 0 ? (
        <Blank icon="flame" title="Nothing is hot">Grains that are called appear here within two seconds.</Blank>
      ) : (
        <ol>
          {grains.map((grain) => (
            <li key={`${grain.type}/${grain.organization}/${grain.name}/${grain.member}`} data-grain={`${grain.type}/${grain.organization}/${grain.name}`}>
              <span className="hot-name">
                <span className="tag">{grain.type}</span>
                {grain.inspected ? <Link className="truncate" to={pathOf(grain)}>{grain.name}</Link> : <span className="truncate">{grain.name}</span>}
              </span>
              <span className="figure">{rate(grain.requestsPerSecond)}/s</span>
              <ProgressBar percent={(100 * grain.requestsPerSecond) / most} label={`Requests of ${grain.type} ${grain.name}`} />
              <span className="muted">{grain.member}{grain.waiting > 0 && `, ${count(grain.waiting, 'request')} waiting`}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

function LookUp({ organization }: { organization: string }) {
  const [type, setType] = useState(inspectedTypes[0]!)
  const [name, setName] = useState('')
  const [owner, setOwner] = useState(organization)
  const look = (event: FormEvent): void => {
    event.preventDefault()
    if (name.trim()) navigate(pathOf({ type, organization: owner.trim(), name: name.trim() }))
  }
  return (
    <section className="card look-up" aria-labelledby="look-up-title">
      <h2 id="look-up-title" className="section-title">Look at a grain</h2>
      <form onSubmit={look}>
        <div className="field">
          <label htmlFor="grain-type">Type</label>
          <select id="grain-type" value={type} onChange={(event) => setType(event.target.value)}>
            {inspectedTypes.map((each) => <option key={each}>{each}</option>)}
          </select>
        </div>
        <Field label="Organization" value={owner} onChange={(event) => setOwner(event.target.value)} autoComplete="off" required />
        <Field label="Name" hint="An id, as in its stream; of a leaderboard its scope." value={name}
          onChange={(event) => setName(event.target.value)} autoComplete="off" required />
        <Button type="submit" tone="primary">Look</Button>
      </form>
      <p className="muted">It is logged who looked at which grain.</p>
    </section>
  )
}
