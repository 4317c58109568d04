import { useEffect, useId, useRef, type ReactNode } from 'react'
import { Icon } from './icons'

/** Asks something before anything else goes on. Mounted is open. */
export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const element = dialog.current!
    const before = document.activeElement as HTMLElement | null
    if (!element.open) element.showModal()
    return () => {
      element.close()
      before?.focus({ preventScroll: true })
    }
  }, [])
  return (
    <dialog ref={dialog} className="dialog card" aria-labelledby={id} onCancel={(event) => (event.preventDefault(), onClose())}
      onPointerDown={(event) => event.target === dialog.current && onClose()}>
      <div className="dialog-inside">
        <header className="dialog-head">
          <h2 id={id}>{title}</h2>
          <button type="button" className="icon-button" aria-label="Close" title="Close" onClick={onClose}><Icon name="close" /></button>
        </header>
        {children}
      </div>
    </dialog>
  )
}
