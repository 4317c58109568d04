import { t } from '@lingui/core/macro'
import { useCommand } from '../../api/command'
import { Button, ProblemNote } from '../../ui/controls'
import { useFocusHeir } from '../../ui/focus'
import { completeLesson, completeModule } from './commands'

interface CompleteButtonProps {
  kind: 'lesson' | 'module'
  id: string
  title: string
  enrollmentId: string
  prominent?: boolean
}

/** Sends; what is shown as completed comes from the event. The button waits for it, and is gone when it arrives. */
export function CompleteButton({ kind, id, title, enrollmentId, prominent }: CompleteButtonProps) {
  const complete = useCommand(async (key: string) => {
    await (kind === 'module' ? completeModule(key, enrollmentId, id) : completeLesson(key, enrollmentId, id))
    return true
  })
  const box = useFocusHeir<HTMLDivElement>()
  const press = (): void => void complete.run()
  return (
    <div className="complete" ref={box}>
      <Button tone={prominent ? 'primary' : 'secondary'} small pending={complete.pending || complete.answer === true}
        onClick={press} aria-label={kind === 'module' ? t`Complete module “${title}”` : t`Complete lesson “${title}”`} data-complete={id}>
        {kind === 'module' ? t`Complete module` : t`Complete`}
      </Button>
      <ProblemNote problem={complete.problem} onRetry={press} />
    </div>
  )
}
