import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link, useSearchParams } from 'react-router'
import { session } from '../../api/browserSession'
import { useCommand } from '../../api/command'
import { roleName } from '../../language/names'
import { Button, Field, ProblemNote } from '../../ui/controls'
import { isRequired, useFields } from '../../ui/form'
import { logIn, useDemoLogins } from './commands'
import { Entrance } from './Entrance'

export function LoginPage() {
  const demo = useDemoLogins()
  const enter = useCommand((_key, email: string, password: string, code: string) => logIn(email, password, code))
  const next = useSearchParams()[0].get('next')
  const onward = next ? `?next=${encodeURIComponent(next)}` : ''

  const { field, watch, onSubmit } = useFields({
    defaults: { email: '', password: '', code: '' },
    problem: enter.problem,
    submit: ({ email, password, code }) => enter.run(email.trim(), password, code),
  })
  const asksForCode = enter.problem?.code === 'auth.code-required' || watch('code') !== ''

  return (
    <Entrance title={t`Log in`} lead={t`Pick up where you left off.`}>
      {session.ended === 'expired' && !enter.problem && (
        <p className="entrance-note" role="status">{t`Your session has ended. Log in again to continue.`}</p>
      )}
      <form onSubmit={onSubmit} noValidate>
        <Field label={t`E-mail`} type="email" autoComplete="username" {...field('email', isRequired())} />
        <Field
          label={t`Password`}
          type="password"
          autoComplete="current-password"
          {...field('password', isRequired())}
        />
        {asksForCode && (
          <Field label={t`Code`} inputMode="numeric" autoComplete="one-time-code" autoFocus {...field('code')} />
        )}
        <ProblemNote problem={enter.problem} />
        <Button tone="primary" type="submit" pending={enter.pending} className="wide">{t`Log in`}</Button>
      </form>
      {demo.length > 0 && (
        <div className="demo" role="group" aria-labelledby="demo-title">
          <p id="demo-title" className="demo-title">
            <span>{t`or look around as`}</span>
          </p>
          <div className="demo-buttons">
            {demo.map((login) => (
              <Button
                key={login.email}
                pending={enter.pending}
                data-demo={login.role}
                onClick={() => void enter.run(login.email, login.password, '')}
              >
                {roleName(login.role)}
              </Button>
            ))}
          </div>
        </div>
      )}
      <p className="entrance-else">
        <Trans>
          New here? <Link to={`/register${onward}`}>Create an account</Link>
        </Trans>
      </p>
    </Entrance>
  )
}
