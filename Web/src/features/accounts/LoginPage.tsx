import { useState, type FormEvent } from 'react'
import { Link, useSearchParams } from 'react-router'
import { session } from '../../api/browserSession'
import { useCommand } from '../../api/command'
import { Button, Field, ProblemNote } from '../../ui/controls'
import { logIn, useDemoLogins } from './commands'
import { Entrance } from './Entrance'

const roleNames: Record<string, string> = { student: 'Learner', instructor: 'Instructor', admin: 'Admin' }

export function LoginPage() {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const demo = useDemoLogins()
  const enter = useCommand((_key, email: string, password: string, code: string) => logIn(email, password, code))
  const next = useSearchParams()[0].get('next')

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void enter.run(email.trim(), password, code)
  }
  const asksForCode = enter.problem?.code === 'auth.code-required' || code !== ''

  return (
    <Entrance title="Log in" lead="Pick up where you left off.">
      {session.ended === 'expired' && !enter.problem && (
        <p className="entrance-note" role="status">Your session has ended. Log in again to continue.</p>
      )}
      <form onSubmit={submit}>
        <Field label="E-mail" type="email" name="email" autoComplete="username" required value={email}
          onChange={(event) => setEmail(event.target.value)} error={enter.problem?.fields['email']} />
        <Field label="Password" type="password" name="password" autoComplete="current-password" required value={password}
          onChange={(event) => setPassword(event.target.value)} error={enter.problem?.fields['password']} />
        {asksForCode && (
          <Field label="Code" name="code" inputMode="numeric" autoComplete="one-time-code" autoFocus value={code}
            onChange={(event) => setCode(event.target.value)} />
        )}
        <ProblemNote problem={enter.problem} />
        <Button tone="primary" type="submit" pending={enter.pending} className="wide">Log in</Button>
      </form>
      {demo.length > 0 && (
        <div className="demo" role="group" aria-labelledby="demo-title">
          <p id="demo-title" className="demo-title"><span>or look around as</span></p>
          <div className="demo-buttons">
            {demo.map((login) => (
              <Button key={login.email} pending={enter.pending} data-demo={login.role}
                onClick={() => void enter.run(login.email, login.password, '')}>
                {roleNames[login.role] ?? login.role}
              </Button>
            ))}
          </div>
        </div>
      )}
      <p className="entrance-else">
        New here? <Link to={`/register${next ? `?next=${encodeURIComponent(next)}` : ''}`}>Create an account</Link>
      </p>
    </Entrance>
  )
}
