import { t } from '@lingui/core/macro'
import type { ReactNode } from 'react'
import type { Problem } from '../api/problem'
import { Button, ProblemNote } from './controls'
import { Dialog } from './Dialog'

interface ConfirmProps {
  title: string
  act: string
  command: { run: () => Promise<true | undefined>; pending: boolean; problem: Problem | null }
  onClose: () => void
  onDone?: () => void
  children: ReactNode
}

/** Asks before something that cannot be taken back. */
export function Confirm({ title, act, command, onClose, onDone, children }: ConfirmProps) {
  const go = async (): Promise<void> => {
    if (!(await command.run())) return
    onClose()
    onDone?.()
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{children}</p>
      <ProblemNote problem={command.problem} />
      <div className="dialog-actions">
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button tone="primary" className="grave" pending={command.pending} onClick={go}>
          {act}
        </Button>
      </div>
    </Dialog>
  )
}
