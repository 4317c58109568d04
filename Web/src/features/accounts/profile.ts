import { session } from '../../api/browserSession'
import { answered, api, once, type Answer } from '../../api/client'
import { reading, useQuery, type Query } from '../../api/reading'
import type { components } from '../../api/schema.gen'
import { upload } from '../../api/upload'
import { bestOf, chooseLanguage, chosenLanguage } from '../../language/language'
import type { User } from '../../api/session'

export type Me = Answer<'/api/v1/me'>

export interface ProfileChange {
  displayName?: string
  language?: string
  timeZone?: string
}

export function useMe(userId: string): Query<Me> {
  return useQuery(reading(['me', userId], (signal) => answered(api.GET('/api/v1/me', { signal }))))
}

export async function changeProfile(key: string, change: ProfileChange): Promise<true> {
  await answered(
    api.PATCH('/api/v1/me', { body: { displayName: null, language: null, timeZone: null, ...change }, ...once(key) }),
  )
  session.know(change)
  return true
}

export async function changePicture(key: string, file: File): Promise<void> {
  const { picture } = await upload<components['schemas']['PictureAnswer']>(
    '/me/picture',
    file,
    key,
    () => {},
    new AbortController().signal,
    'PUT',
  )
  session.know({ picture })
}

export async function removePicture(key: string): Promise<void> {
  await answered(api.DELETE('/api/v1/me/picture', once(key)))
  session.know({ picture: null })
}

export async function deleteAccount(password: string): Promise<void> {
  await answered(api.DELETE('/api/v1/me', { body: { password } }))
}

/** The zones that this browser can reckon with; the account's own, should it not be one of them. */
export function timeZones(own: string | null | undefined): string[] {
  const zones = new Set(Intl.supportedValuesOf('timeZone'))
  for (const zone of [own, deviceZone()]) if (zone) zones.add(zone)
  return [...zones].sort()
}

export function deviceZone(): string | null {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  return timeZone === 'Etc/Unknown' ? null : timeZone
}

/** On a device where nobody has chosen a language, everything is said in the account's. */
export async function speakTo(user: User): Promise<void> {
  if (user.language && !chosenLanguage()) await chooseLanguage(bestOf([user.language, ...navigator.languages]))
}
