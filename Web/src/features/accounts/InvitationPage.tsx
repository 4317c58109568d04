import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { Link, useLocation, useNavigate } from 'react-router'
import { useCommand } from '../../api/command'
import { reading, useQuery } from '../../api/reading'
import { date } from '../../language/format'
import { roleName } from '../../language/names'
import { Button, Field, Loading, ProblemNote, Skeleton } from '../../ui/controls'
import { isRequired, useFields } from '../../ui/form'
import { acceptInvitation, lookAtInvitation } from './commands'
import { Entrance } from './Entrance'

/** Where the link of an invitation leads. Its token is behind the `#`, and leaves the address bar at once. */
export function InvitationPage() {
  const { hash } = useLocation()
  const navigate = useNavigate()
  const [token] = useState(hash.slice(1))
  useEffect(() => {
    if (hash) void navigate('/invitation', { replace: true })
  }, [hash, navigate])

  const invitation = useQuery({
    ...reading(['invitation', token], () => lookAtInvitation(token)),
    enabled: token !== '',
    retry: false,
    refetchOnWindowFocus: false,
  })
  if (!token || invitation.error) {
    return (
      <Entrance title={t`This link is of no use`} lead={t`It was used, withdrawn, or is too old.`}>
        <p>{t`Ask whoever invited you for another one. If you have an account already, just log in.`}</p>
        <ProblemNote problem={invitation.error?.status === 404 ? null : (invitation.error ?? null)} />
        <p className="entrance-else">
          <Link to="/login">{t`Log in`}</Link>
        </p>
      </Entrance>
    )
  }
  if (!invitation.data) {
    return (
      <Loading>
        <Skeleton className="settings-skeleton" />
      </Loading>
    )
  }
  return <Accept token={token} {...invitation.data} />
}

function Accept({ token, email, role, expiresAt }: { token: string; email: string; role: string; expiresAt: string }) {
  const navigate = useNavigate()
  const accept = useCommand(acceptInvitation)
  const { field, onSubmit } = useFields({
    defaults: { displayName: '', password: '' },
    problem: accept.problem,
    submit: async ({ displayName, password }) => {
      const user = await accept.run(token, password, displayName.trim())
      if (user) void navigate(user.role === 'admin' ? '/admin/people' : '/', { replace: true })
    },
  })
  const called = roleName(role)
  const until = date('fullDay', expiresAt)
  return (
    <Entrance title={t`You are invited`} lead={t`Choose a password, and you are in.`}>
      <p className="entrance-lead">
        <Trans>
          As <strong>{called}</strong>, with the address <bdi>{email}</bdi>. The link is good until {until}.
        </Trans>
      </p>
      <form onSubmit={onSubmit} noValidate>
        <input type="email" autoComplete="username" value={email} readOnly hidden />
        <Field
          label={t`Your name`}
          autoComplete="name"
          maxLength={100}
          {...field('displayName', isRequired())}
          hint={t`This is how others see you.`}
        />
        <Field
          label={t`Password`}
          type="password"
          autoComplete="new-password"
          {...field('password', isRequired())}
          hint={t`At least 8 characters; best four words. If this address has an account here, its password.`}
        />
        <ProblemNote problem={accept.problem} />
        <Button tone="primary" type="submit" pending={accept.pending} className="wide">{t`Accept`}</Button>
      </form>
    </Entrance>
  )
}
