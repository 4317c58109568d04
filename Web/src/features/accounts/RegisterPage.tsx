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
  const fields = create.problem?.fields ?? {}

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void create.run(email.trim(), password, displayName.trim())
  }

  return (
    <Entrance title="Create your account" lead="Free, and ready in a minute.">
      <form onSubmit={submit}>
        <Field label="Your name" name="displayName" autoComplete="name" required maxLength={100} value={displayName}
          onChange={(event) => setDisplayName(event.target.value)} error={fields['displayName']}
          hint="This is how others see you on leaderboards." />
        <Field label="E-mail" type="email" name="email" autoComplete="username" required value={email}
          onChange={(event) => setEmail(event.target.value)} error={fields['email']} />
        <Field label="Password" type="password" name="password" autoComplete="new-password" required minLength={8} value={password}
          onChange={(event) => setPassword(event.target.value)} error={fields['password']}
          hint="At least 8 characters; best a long one that you use nowhere else." />
        <ProblemNote problem={create.problem} />
        <Button tone="primary" type="submit" pending={create.pending} className="wide">Create account</Button>
      </form>
      <p className="entrance-else">
        Already registered? <Link to={`/login${next ? `?next=${encodeURIComponent(next)}` : ''}`}>Log in</Link>
      </p>
    </Entrance>
  )
}
