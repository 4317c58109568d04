import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { QueryClientProvider } from '@tanstack/react-query'
import { I18nProvider as AriaLanguage } from 'react-aria-components'
import { Outlet, ScrollRestoration } from 'react-router'
import { useUser } from '../api/browserSession'
import { queries } from '../api/reading'
import { tracePathOf } from '../features/operations/paths'
import { useLanguage } from '../language/language'
import { Loading, Skeleton, TracePlaces } from '../ui/controls'
import { operates } from './paths'
import { Shell } from './Shell'

/**
 * What every page stands in. In another language everything that has words is drawn anew, wherever it has them from.
 */
export function Root() {
  const user = useUser()
  const language = useLanguage()
  return (
    <I18nProvider key={language} i18n={i18n}>
      <AriaLanguage locale={language}>
        <QueryClientProvider client={queries}>
          <TracePlaces value={user && operates(user) ? tracePathOf : null}>
            <Shell user={user}>
              <Outlet />
            </Shell>
            <ScrollRestoration />
          </TracePlaces>
        </QueryClientProvider>
      </AriaLanguage>
    </I18nProvider>
  )
}

/** While the file of the first page is loaded. */
export function PageSkeleton() {
  return (
    <Loading>
      <Skeleton className="title-skeleton" />
      <Skeleton className="heading-skeleton" />
    </Loading>
  )
}
