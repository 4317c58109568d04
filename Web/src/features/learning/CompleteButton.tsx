import { t } from '@lingui/core/macro'
import { useWaiting } from '../../api/browserOutbox'
import { useCommand } from '../../api/command'
import { isKept } from '../../api/outbox'
import { Button, ProblemNote } from '../../ui/controls'
import { useFocusHeir } from '../../ui/focus'
import { Icon } from '../../ui/icons'
import { completeOrKeep } from './commands'

interface CompleteButtonProps {
  kind: 'lesson' | 'module'
  id: string
  title: string
  enrollmentId: string
  prominent?: boolean
}

/**
 * Sends; what is shown as completed comes from the event. The button waits for it, and is gone when it arrives. Without
 * a connection it is kept on this device and sent with the next one.
 */
export function CompleteButton({ kind, id, title, enrollmentId, prominent }: CompleteButtonProps) {
  const kept = useWaiting().find(({ args }) => args[0] === enrollmentId && args[1] === id)
  const complete = useCommand(
    async (key: string) => (await completeOrKeep(key, kind, enrollmentId, id, title)) !== isKept,
  )
  const box = useFocusHeir<HTMLDivElement>()
  const press = (): void => void complete.run()
  if (kept?.state === 'waiting') {
    return (
      <p className="complete-kept" role="status">
        <Icon name="clock" size={16} /> {t`Completed here, sent with the next connection`}
      </p>
    )
  }
  return (
    <div className="complete" ref={box}>
      <Button
        tone={prominent ? 'primary' : 'secondary'}
        small
        pending={complete.pending || complete.answer === true}
        onClick={press}
        aria-label={kind === 'module' ? t`Complete module “${title}”` : t`Complete lesson “${title}”`}
        data-complete={id}
      >
        {kind === 'module' ? t`Complete module` : t`Complete`}
      </Button>
      <ProblemNote problem={complete.problem} onRetry={press} />
      {kept?.state === 'refused' && (
        <p className="field-error" role="alert">
          {kept.refusal}
        </p>
      )}
    </div>
  )
}
