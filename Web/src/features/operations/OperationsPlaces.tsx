import { t } from '@lingui/core/macro'
import { NavLink } from 'react-router'

/** The pages of those who look after the academy. */
export function OperationsPlaces() {
  return (
    <nav className="ops-places" aria-label={t`Operations`}>
      <NavLink to="/ops" end>{t`Processes`}</NavLink>
      <NavLink to="/ops/flags">{t`Flags`}</NavLink>
      <NavLink to="/ops/audit">{t`Audit`}</NavLink>
    </nav>
  )
}
