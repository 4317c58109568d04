import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { number, percent, size } from '../../language/format'
import type { Problem } from '../../api/problem'
import { useStandingProblem } from '../../api/reading'
import { Blank, Button, Failed, Field, Loading, ProblemNote, ProgressBar, Skeleton } from '../../ui/controls'
import { isRequired, useFields } from '../../ui/form'
import { Ago } from '../../ui/time'
import { releaseOf, sumsOf } from './figures'
import { OperationsPlaces } from './OperationsPlaces'
import { inspectedTypes, openDashboard, useCluster, type Cluster, type GrainType, type Member } from './queries'
import { pathOf, traceOf, tracePathOf } from './paths'
import { Vitals } from './Vitals'
import './operations.css'

export function OperationsPage() {
  const cluster = useCluster()
  const problem = useStandingProblem(cluster)
  return (
    <>
      <title>{t`Operations · Academy`}</title>
      <OperationsPlaces />
      <h1>{t`Operations`}</h1>
      <p className="lead">{t`The processes of the platform and the grains in their memory, as they are now.`}</p>
      {problem && !cluster.data ? (
        <Failed problem={problem} onRetry={cluster.refetch} />
      ) : !cluster.data ? (
        <Loading>
          <Skeleton className="ops-skeleton" />
        </Loading>
      ) : (
        <>
          <ProblemNote problem={problem} />
          <Processes cluster={cluster.data} />
          <div className="ops-layout">
            <Types types={cluster.data.types} />
            <div className="look-ups">
              <LookUp />
              <TraceLookUp />
            </div>
          </div>
          {cluster.data.members.length > 0 && <Vitals />}
        </>
      )}
    </>
  )
}

/** Only who runs the platform sees its processes. */
function Processes({ cluster }: { cluster: Cluster }) {
  const [refused, setRefused] = useState<Problem | null>(null)
  if (cluster.members.length === 0) return null
  const sums = sumsOf(cluster.members)
  const open = (): Promise<void> =>
    openDashboard().then(
      () => setRefused(null),
      (problem: Problem) => setRefused(problem),
    )
  return (
    <>
      <dl className="card ops-sums" aria-label={t`The cluster`}>
        <div>
          <dt>{t`Silos`}</dt>
          <dd data-figure="silos">{sums.silos}</dd>
        </div>
        <div>
          <dt>{t`Api nodes`}</dt>
          <dd data-figure="clients">{sums.clients}</dd>
        </div>
        <div>
          <dt>{t`Grains in memory`}</dt>
          <dd>{number(sums.activations)}</dd>
        </div>
        <div>
          <dt>{t`Sockets`}</dt>
          <dd>{number(sums.sockets)}</dd>
        </div>
      </dl>
      <section aria-labelledby="members-title">
        <h2 id="members-title" className="section-title">{t`Processes`}</h2>
        <p className="muted ops-version">
          {t`Membership version ${cluster.version}.`}{' '}
          <Button tone="quiet" onClick={() => void open()}>{t`Orleans dashboard`}</Button>
          {refused && <ProblemNote problem={refused} />}
        </p>
        <ul className="members">
          {cluster.members.map((member) => (
            <MemberCard key={member.address} member={member} />
          ))}
        </ul>
      </section>
    </>
  )
}

function MemberCard({ member }: { member: Member }) {
  return (
    <li className="card member" data-member={member.name} data-status={member.status}>
      <div className="member-head">
        <h3>{member.name}</h3>
        <span className="tag">{member.role === 'silo' ? t`Silo` : t`Api`}</span>
        <span className="tag member-status">{member.status}</span>
      </div>
      <p className="muted">
        {t`Release ${releaseOf(member.release)}`}
        {member.role === 'silo' && `, ${member.address}`}
        {member.startedAt && (
          <>
            ,{' '}
            <Trans>
              started <Ago at={member.startedAt} />
            </Trans>
          </>
        )}
      </p>
      <dl>
        {member.role === 'silo' && (
          <>
            <Fact name={t`Lease left`}>
              {member.leaseSeconds === null ? null : `${Math.max(0, member.leaseSeconds).toFixed(1)} s`}
            </Fact>
            <Fact name={t`Grains`}>{member.activations == null ? null : number(member.activations)}</Fact>
          </>
        )}
        <Fact name={t`Processors`}>
          {member.cpuPercent === null ? null : percent(member.cpuPercent, member.cpuPercent < 10 ? 1 : 0)}
        </Fact>
        <Fact name={t`Sockets`}>{member.sockets == null ? null : number(member.sockets)}</Fact>
        <Fact name={t`Memory`}>{member.memoryBytes === null ? null : size(member.memoryBytes)}</Fact>
      </dl>
    </li>
  )
}

function Fact({ name, children }: { name: string; children: string | null | undefined }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children ?? '–'}</dd>
    </div>
  )
}

/** Orleans counts grains by type, not calls by grain: who is busy shows in a silo's processors and in the metrics. */
function Types({ types }: { types: GrainType[] }) {
  const most = Math.max(1, ...types.map((type) => type.activations))
  return (
    <section className="card hottest" aria-labelledby="types-title">
      <h2 id="types-title" className="section-title">{t`Grains in memory`}</h2>
      {types.length === 0 ? (
        <Blank
          icon="flame"
          title={t`Nothing to count`}
        >{t`Types of grains appear here when some are in memory.`}</Blank>
      ) : (
        <ol>
          {types.map((type) => (
            <li key={type.type} data-type={type.type}>
              <span className="hot-name">
                <span className="tag">{type.type}</span>
              </span>
              <span className="figure">{number(type.activations)}</span>
              <ProgressBar percent={(100 * type.activations) / most} label={t`Grains of type ${type.type}`} />
              <span className="muted">{grainsOn(type.mostActivations, type.most)}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

const grainsOn = (n: number, silo: string): string =>
  plural(n, { one: `# grain on ${silo}`, other: `# grains on ${silo}` })

function LookUp() {
  const navigate = useNavigate()
  const { field, register, onSubmit } = useFields({
    defaults: { type: inspectedTypes[0]!, organization: 'academy', name: '' },
    problem: null,
    submit: ({ type, organization, name }) =>
      navigate(pathOf({ type, organization: organization.trim(), name: name.trim() })),
  })
  return (
    <section className="card look-up" aria-labelledby="look-up-title">
      <h2 id="look-up-title" className="section-title">{t`Look at a grain`}</h2>
      <form onSubmit={onSubmit} noValidate>
        <div className="field">
          <label htmlFor="grain-type">{t`Type`}</label>
          <select id="grain-type" {...register('type')}>
            {inspectedTypes.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </div>
        <Field label={t`Organization`} autoComplete="off" {...field('organization', isRequired())} />
        <Field
          label={t`Name`}
          hint={t`An id, as in its stream; of a leaderboard its scope.`}
          autoComplete="off"
          {...field('name', isRequired())}
        />
        <Button type="submit" tone="primary">{t`Look`}</Button>
      </form>
      <p className="muted">{t`It is logged who looked at which grain.`}</p>
    </section>
  )
}

function TraceLookUp() {
  const navigate = useNavigate()
  const { field, onSubmit } = useFields({
    defaults: { trace: '' },
    problem: null,
    submit: ({ trace }) => navigate(tracePathOf(traceOf(trace)!)),
  })
  const isTrace = (text: string): true | string =>
    traceOf(text) !== null || t`A trace has 32 digits, 0 to 9 and a to f.`
  return (
    <section className="card look-up" aria-labelledby="trace-title">
      <h2 id="trace-title" className="section-title">{t`What a request led to`}</h2>
      <form onSubmit={onSubmit} noValidate>
        <Field
          label={t`Trace`}
          hint={t`The traceId of a problem.`}
          autoComplete="off"
          {...field('trace', { validate: isTrace })}
        />
        <Button type="submit">{t`Find its events`}</Button>
      </form>
    </section>
  )
}
