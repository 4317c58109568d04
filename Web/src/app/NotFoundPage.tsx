import { t } from '@lingui/core/macro'
import { Link } from 'react-router'
import { Blank } from '../ui/controls'

export function NotFoundPage() {
  return (
    <>
      <title>{t`Not found · Academy`}</title>
      <Blank
        level={1}
        icon="search"
        title={t`There is nothing here`}
        action={<Link to="/courses" className="button secondary">{t`All courses`}</Link>}
      >
        {t`The address may be mistyped, or the page is not meant for this account.`}
      </Blank>
    </>
  )
}
