import { t } from '@lingui/core/macro'
import { Blank, Button } from '../ui/controls'

/** Instead of a page that could not be drawn. The router has told the console why. */
export function BrokenPage() {
  return (
    <div role="alert">
      <title>{t`Something went wrong · Academy`}</title>
      <Blank
        level={1}
        icon="alert"
        title={t`This page could not be shown`}
        action={<Button onClick={() => location.reload()}>{t`Reload`}</Button>}
      >
        {t`Something went wrong on our side. Nothing that was saved is lost.`}
      </Blank>
    </div>
  )
}
