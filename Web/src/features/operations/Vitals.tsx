import { t } from '@lingui/core/macro'
import { answered, api, type Answer } from '../../api/client'
import { reading, useQuery } from '../../api/reading'
import { number } from '../../language/format'
import { ProblemNote } from '../../ui/controls'

type Vital = Answer<'/api/v1/ops/vitals'>['vitals'][number]

/** What is good of each: Google's bounds for three of four visits. */
const bounds: Record<string, number> = { fcp: 1800, lcp: 2500, inp: 200, cls: 0.1 }
const names = ['fcp', 'lcp', 'inp', 'cls']

/** How fast pages are for those who open them. */
export function Vitals() {
  const { data, error, refetch } = useQuery(
    reading(['vitals'], (signal) => answered(api.GET('/api/v1/ops/vitals', { signal }))),
  )
  const pages = [...new Set(data?.vitals.map(({ page }) => page))]
  return (
    <section className="card vitals" aria-labelledby="vitals-title">
      <h2 id="vitals-title" className="section-title">{t`How fast pages are`}</h2>
      <p className="muted">{t`What three of four visits had at most, in the last seven days, as browsers measured it.`}</p>
      <ProblemNote problem={error} onRetry={refetch} />
      {data && pages.length === 0 && <p>{t`No browser has told anything yet.`}</p>}
      {pages.length > 0 && (
        <div className="vitals-scroll" tabIndex={0} role="group" aria-labelledby="vitals-title">
          <table>
            <thead>
              <tr>
                <th scope="col">{t`Page`}</th>
                {names.map((name) => (
                  <th key={name} scope="col">
                    {name.toUpperCase()}
                  </th>
                ))}
                <th scope="col">{t`Visits`}</th>
              </tr>
            </thead>
            <tbody>
              {pages.map((page) => (
                <PageRow key={page} page={page} vitals={data!.vitals.filter((vital) => vital.page === page)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function PageRow({ page, vitals }: { page: string; vitals: Vital[] }) {
  return (
    <tr data-page={page}>
      <th scope="row">
        <code dir="ltr">{page}</code>
      </th>
      {names.map((name) => {
        const found = vitals.find(({ vital }) => vital === name)
        if (!found) return <td key={name}>–</td>
        const isSlow = found.p75 > bounds[name]!
        return (
          <td key={name} data-slow={isSlow || undefined}>
            {name === 'cls' ? number(found.p75, 3) : milliseconds(found.p75)}
            {isSlow && <span className="visually-hidden"> {t`(slow)`}</span>}
          </td>
        )
      })}
      <td>{number(Math.max(...vitals.map(({ count }) => count)))}</td>
    </tr>
  )
}

function milliseconds(value: number): string {
  const time = number(value)
  return t`${time} ms`
}
