import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link, useSearchParams } from 'react-router'
import { useCommand } from '../../api/command'
import { Button, Field, ProblemNote } from '../../ui/controls'
import { isRequired, useFields } from '../../ui/form'
import { register } from './commands'
import { Entrance } from './Entrance'

export function RegisterPage() {
  const create = useCommand(register)
  const next = useSearchParams()[0].get('next')
  const onward = next ? `?next=${encodeURIComponent(next)}` : ''

  const { field, onSubmit } = useFields({
    defaults: { displayName: '', email: '', password: '' },
    problem: create.problem,
    submit: ({ displayName, email, password }) => create.run(email.trim(), password, displayName.trim()),
  })

  return (
    <Entrance title={t`Create your account`} lead={t`Free, and ready in a minute.`}>
      <form onSubmit={onSubmit} noValidate>
        <Field
          label={t`Your name`}
          autoComplete="name"
          maxLength={100}
          {...field('displayName', isRequired())}
          hint={t`This is how others see you on leaderboards.`}
        />
        <Field label={t`E-mail`} type="email" autoComplete="username" {...field('email', isRequired())} />
        <Field
          label={t`Password`}
          type="password"
          autoComplete="new-password"
          {...field('password', isRequired())}
          hint={t`At least 8 characters; best a long one that you use nowhere else.`}
        />
        <ProblemNote problem={create.problem} />
        <Button tone="primary" type="submit" pending={create.pending} className="wide">{t`Create account`}</Button>
      </form>
      <p className="entrance-else">
        <Trans>
          Already registered? <Link to={`/login${onward}`}>Log in</Link>
        </Trans>
      </p>
    </Entrance>
  )
}
