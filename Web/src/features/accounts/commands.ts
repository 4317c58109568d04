import { session } from '../../api/browserSession'
import { answered, api, once } from '../../api/client'
import type { Answer } from '../../api/client'
import { Problem } from '../../api/problem'
import type { User } from '../../api/session'
import { reading, useQuery } from '../../api/reading'
import { browserLanguage, chosenLanguage } from '../../language/language'
import { deviceZone, speakTo } from './profile'

export type DemoLogins = Answer<'/api/v1/demo'>
export type DemoLogin = DemoLogins['logins'][number]

export async function logIn(email: string, password: string, code?: string): Promise<void> {
  const { user } = await session.enter((wish) =>
    answered(api.POST('/api/v1/auth/login', { body: { email, password, code: code || null, ...wish } })),
  )
  await speakTo(user)
}

export async function register(key: string, email: string, password: string, displayName: string): Promise<void> {
  await session.enter((wish) =>
    answered(
      api.POST('/api/v1/auth/register', { body: { email, password, displayName, ...here(), ...wish }, ...once(key) }),
    ),
  )
}

export function lookAtInvitation(token: string) {
  return answered(api.POST('/api/v1/auth/invitations/look', { body: { token } }))
}

export async function acceptInvitation(
  key: string,
  token: string,
  password: string,
  displayName: string,
): Promise<User> {
  const { user } = await session.enter((wish) =>
    answered(
      api.POST('/api/v1/auth/invitations/accept', {
        body: { token, password, displayName, ...here(), ...wish },
        ...once(key),
      }),
    ),
  )
  await speakTo(user)
  return user
}

export async function logOut(): Promise<void> {
  const proof = session.proof()
  session.end('logged-out')
  if (proof) await answered(api.POST('/api/v1/auth/logout', { body: proof }))
}

/** The demo academy's log-ins; none anywhere but there, where the address does not exist. */
export function useDemoLogins(): DemoLogin[] {
  const { data } = useQuery({
    ...reading(['demo'], async (signal) => {
      try {
        return (await answered(api.GET('/api/v1/demo', { signal }))).logins
      } catch (thrown) {
        if (thrown instanceof Problem && thrown.status === 404) return []
        throw thrown
      }
    }),
    staleTime: Infinity,
  })
  return data ?? []
}

/** What this browser says of whoever sits before it. */
function here(): { language: string; timeZone: string | null } {
  return { language: chosenLanguage() ?? browserLanguage(), timeZone: deviceZone() }
}
