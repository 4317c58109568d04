/* Which language it is, apart from its words: known before anything is drawn (first.ts). */

export const languages = {
  en: { name: 'English', direction: 'ltr' },
  de: { name: 'Deutsch', direction: 'ltr' },
  ar: { name: 'العربية', direction: 'rtl' },
} as const

export type Language = keyof typeof languages

export const storageKey = 'academy.language'

export const baseOf = (tag: string): string => tag.toLowerCase().split('-')[0]!
const isLanguage = (text: string | null): text is Language => text !== null && Object.hasOwn(languages, text)

/** The first language of a list of BCP 47 tags that there are words for. */
export function bestOf(tags: readonly string[]): Language {
  return tags.map(baseOf).find(isLanguage) ?? 'en'
}

/** What the person chose on this device; null: the browser's language. */
export function chosenLanguage(): Language | null {
  const chosen = localStorage.getItem(storageKey)
  return isLanguage(chosen) ? chosen : null
}

export const wantedLanguage = (): Language => chosenLanguage() ?? bestOf(navigator.languages)

/** On which side a line begins. */
export function showLanguage(language: Language): void {
  document.documentElement.lang = language
  document.documentElement.dir = languages[language].direction
}
