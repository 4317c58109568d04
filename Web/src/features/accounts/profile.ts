import { outbox } from '../../api/browserOutbox'
import { session } from '../../api/browserSession'
import { answered, api, once, type Answer } from '../../api/client'
import { isKept } from '../../api/outbox'
import { problemFrom } from '../../api/problem'
import { amend, keptReading, queries, useQuery, type Query } from '../../api/reading'
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

const meKeyOf = (userId: string) => ['me', userId] as const

const meOf = (userId: string) => keptReading(meKeyOf(userId), (signal) => answered(api.GET('/api/v1/me', { signal })))

export function useMe(userId: string): Query<Me> {
  return useQuery(meOf(userId))
}

function patchProfile(key: string, change: ProfileChange) {
  const body = { displayName: null, language: null, timeZone: null, ...change }
  return answered(api.PATCH('/api/v1/me', { body, ...once(key) }))
}

/** Shown at once, also where it is only kept on this device. */
export async function changeProfile(
  key: string,
  me: Me,
  change: ProfileChange,
  title: string,
): Promise<'sent' | 'kept'> {
  const answer = await outbox.sendOrKeep({ key, kind: 'accounts.change-profile', args: [change], title }, () =>
    patchProfile(key, change),
  )
  session.know(change)
  amend<Me>(meKeyOf(me.id), { ...me, ...change })
  return answer === isKept ? 'kept' : 'sent'
}

/** What waited. Whatever the server said of it: what is shown here is as it is there, from now on. */
export async function sendProfileChange(key: string, change: ProfileChange): Promise<void> {
  try {
    await patchProfile(key, change)
  } catch (thrown) {
    if (!problemFrom(thrown).transient) await readAgain().catch(() => {}) // The refusal is what counts.
    throw thrown
  }
  await readAgain().catch(() => {}) // It is saved; it is read with the page the next time.
}

async function readAgain(): Promise<void> {
  const userId = session.current?.user.id
  if (!userId) return
  const { displayName, language, timeZone } = await queries.fetchQuery({ ...meOf(userId), staleTime: 0 })
  session.know({ displayName, language, timeZone })
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
