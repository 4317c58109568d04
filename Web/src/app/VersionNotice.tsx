import { t } from '@lingui/core/macro'
import { useState } from 'react'
import { Button } from '../ui/controls'
import { useIsTyping } from '../ui/typing'
import { takeNewVersion, useNewVersion } from './version'
import styles from './VersionNotice.module.css'

/** Quiet, and not while something is typed: to take the new version is to load the page again. */
export function VersionNotice() {
  const isThere = useNewVersion()
  const isTyping = useIsTyping()
  const [isLater, setLater] = useState(false)
  if (!isThere || isTyping || isLater) return null
  return (
    <p className={`${styles.notice} card`} role="status">
      <span>{t`A new version is there.`}</span>
      <Button small tone="primary" onClick={takeNewVersion}>{t`Use it`}</Button>
      <Button small tone="quiet" onClick={() => setLater(true)}>{t`Later`}</Button>
    </p>
  )
}
