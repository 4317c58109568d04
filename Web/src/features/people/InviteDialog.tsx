import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useCommand } from '../../api/command'
import { copy } from '../../ui/clipboard'
import { Button, Field, ProblemNote, SelectField } from '../../ui/controls'
import { Dialog } from '../../ui/Dialog'
import { isRequired, useFields } from '../../ui/form'
import { invite, type Role } from './queries'
import { RoleOptions } from './RoleOptions'

/** Whom, and as what; then the link, since there may be no mail. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const known = useQueryClient()
  const command = useCommand(async (key: string, email: string, role: Role) => {
    const made = await invite(key, email, role)
    await known.invalidateQueries({ queryKey: ['invitations'] })
    return made
  })
  const { field, onSubmit, register } = useFields<{ email: string; role: Role }>({
    defaults: { email: '', role: 'student' },
    problem: command.problem,
    submit: ({ email, role }) => command.run(email.trim(), role),
  })
  const made = command.answer
  if (made?.path) return <Made email={made.email} link={new URL(made.path, location.origin).href} onClose={onClose} />
  return (
    <Dialog title={t`Invite somebody`} onClose={onClose}>
      <form onSubmit={onSubmit} noValidate>
        <Field label={t`E-mail`} type="email" autoComplete="off" {...field('email', isRequired())} />
        <SelectField label={t`Role`} {...register('role')}>
          <RoleOptions />
        </SelectField>
        <ProblemNote problem={command.problem} />
        <div className="dialog-actions">
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button tone="primary" type="submit" pending={command.pending}>{t`Invite`}</Button>
        </div>
      </form>
    </Dialog>
  )
}

function Made({ email, link, onClose }: { email: string; link: string; onClose: () => void }) {
  return (
    <Dialog title={t`The link is ready`} onClose={onClose}>
      <p>
        <Trans>
          <bdi>{email}</bdi> gets this link by mail, if the academy sends mail. You can also hand it over yourself. It
          is good once, for seven days.
        </Trans>
      </p>
      <Field label={t`Link`} readOnly dir="ltr" value={link} onFocus={(event) => event.target.select()} />
      <div className="dialog-actions">
        <Button onClick={() => copy(link, t`Copied.`)}>{t`Copy link`}</Button>
        <Button tone="primary" onClick={onClose}>{t`Done`}</Button>
      </div>
    </Dialog>
  )
}
