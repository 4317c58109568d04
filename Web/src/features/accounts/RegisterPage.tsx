import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState, type FormEvent } from 'react'
import { Link, useSearchParams } from 'react-router'
import { useCommand } from '../../api/command'
import { Button, Field, ProblemNote } from '../../ui/controls'
import { register } from './commands'
import { Entrance } from './Entrance'

export function RegisterPage() {
  const [displayName, setDisplayName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const create = useCommand(register)
  const next = useSearchParams()[0].get('next')
  const onward = next ? `?next=${encodeURIComponent(next)}` : ''
  const fields = create.problem?.fields ?? {}

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void create.run(email.trim(), password, displayName.trim())
  }

  return (
    <Entrance title={t`Create your account`} lead={t`Free, and ready in a minute.`}>
      <form onSubmit={submit}>
        <Field label={t`Your name`} name="displayName" autoComplete="name" required maxLength={100} value={displayName}
          onChange={(event) => setDisplayName(event.target.value)} error={fields['displayName']}
          hint={t`This is how others see you on leaderboards.`} />
        <Field label={t`E-mail`} type="email" name="email" autoComplete="username" required value={email}
          onChange={(event) => setEmail(event.target.value)} error={fields['email']} />
        <Field label={t`Password`} type="password" name="password" autoComplete="new-password" required minLength={8} value={password}
          onChange={(event) => setPassword(event.target.value)} error={fields['password']}
          hint={t`At least 8 characters; best a long one that you use nowhere else.`} />
        <ProblemNote problem={create.problem} />
        <Button tone="primary" type="submit" pending={create.pending} className="wide">{t`Create account`}</Button>
      </form>
      <p className="entrance-else">
        <Trans>Already registered? <Link to={`/login${onward}`}>Log in</Link></Trans>
      </p>
    </Entrance>
  )
}
