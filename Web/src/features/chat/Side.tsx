import { t } from '@lingui/core/macro'
import { useEffect, type ReactNode } from 'react'
import { Icon } from '../../ui/icons'

/** The frame of what is beside the conversation. Escape closes it. */
export function Side({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const isElsewhere = document.querySelector('.dialog, .popover')
      if (event.key === 'Escape' && !event.defaultPrevented && !isElsewhere) onClose()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [onClose])
  return (
    <aside className="side" aria-label={title}>
      <header className="side-head">
        <h2>{title}</h2>
        <button type="button" className="icon-button" aria-label={t`Close`} title={t`Close`} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </aside>
  )
}
