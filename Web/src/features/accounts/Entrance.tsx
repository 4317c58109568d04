import { t } from '@lingui/core/macro'
import type { ReactNode } from 'react'
import { BrandMark } from '../../ui/icons'
import './accounts.css'

export function Entrance({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <section className="entrance" aria-labelledby="entrance-title">
      <title>{t`${title} · Academy`}</title>
      <BrandMark size={40} />
      <h1 id="entrance-title">{title}</h1>
      <p className="entrance-lead">{lead}</p>
      <div className="card entrance-card">{children}</div>
    </section>
  )
}
