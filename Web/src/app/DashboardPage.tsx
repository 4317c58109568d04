import { t } from '@lingui/core/macro'
import { useMember } from '../api/browserSession'
import { StatCards } from '../features/gamification/StatCards'
import { MyCourses, OverallCard } from '../features/learning/MyCourses'

export function DashboardPage() {
  const user = useMember()
  const firstName = user.displayName.split(' ')[0]!
  return (
    <>
      <title>{t`Dashboard · Academy`}</title>
      <h1>{t`Hello, ${firstName}`}</h1>
      <div className="stats">
        <OverallCard userId={user.id} />
        <StatCards userId={user.id} />
      </div>
      <section aria-labelledby="my-courses-title">
        <h2 id="my-courses-title" className="section-title">{t`My courses`}</h2>
        <MyCourses userId={user.id} />
      </section>
    </>
  )
}
