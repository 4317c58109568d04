import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState, type FormEvent } from 'react'
import { Link, useSearchParams } from 'react-router'
import { session } from '../../api/browserSession'
import { useCommand } from '../../api/command'
import { roleName } from '../../language/names'
import { Button, Field, ProblemNote } from '../../ui/controls'
import { logIn, useDemoLogins } from './commands'
import { Entrance } from './Entrance'

export function LoginPage() {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const demo = useDemoLogins()
  const enter = useCommand((_key, email: string, password: string, code: string) => logIn(email, password, code))
  const next = useSearchParams()[0].get('next')
  const onward = next ? `?next=${encodeURIComponent(next)}` : ''

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void enter.run(email.trim(), password, code)
  }
  const asksForCode = enter.problem?.code === 'auth.code-required' || code !== ''

  return (
    <Entrance title={t`Log in`} lead={t`Pick up where you left off.`}>
      {session.ended === 'expired' && !enter.problem && (
        <p className="entrance-note" role="status">{t`Your session has ended. Log in again to continue.`}</p>
      )}
      <form onSubmit={submit}>
        <Field label={t`E-mail`} type="email" name="email" autoComplete="username" required value={email}
          onChange={(event) => setEmail(event.target.value)} error={enter.problem?.fields['email']} />
        <Field label={t`Password`} type="password" name="password" autoComplete="current-password" required value={password}
          onChange={(event) => setPassword(event.target.value)} error={enter.problem?.fields['password']} />
        {asksForCode && (
          <Field label={t`Code`} name="code" inputMode="numeric" autoComplete="one-time-code" autoFocus value={code}
            onChange={(event) => setCode(event.target.value)} />
        )}
        <ProblemNote problem={enter.problem} />
        <Button tone="primary" type="submit" pending={enter.pending} className="wide">{t`Log in`}</Button>
      </form>
      {demo.length > 0 && (
        <div className="demo" role="group" aria-labelledby="demo-title">
          <p id="demo-title" className="demo-title"><span>{t`or look around as`}</span></p>
          <div className="demo-buttons">
            {demo.map((login) => (
              <Button key={login.email} pending={enter.pending} data-demo={login.role}
                onClick={() => void enter.run(login.email, login.password, '')}>
                {roleName(login.role)}
              </Button>
            ))}
          </div>
        </div>
      )}
      <p className="entrance-else">
        <Trans>New here? <Link to={`/register${onward}`}>Create an account</Link></Trans>
      </p>
    </Entrance>
  )
}
