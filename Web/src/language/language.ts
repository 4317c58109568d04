import { i18n, type Messages } from '@lingui/core'
import { useSyncExternalStore } from 'react'

/*
 * The language that everything is said in: the person's choice, else the browser's, else English. docs/web.md says how
 * words are added.
 */

export const languages = {
  en: { name: 'English', direction: 'ltr' },
  de: { name: 'Deutsch', direction: 'ltr' },
  ar: { name: 'العربية', direction: 'rtl' },
} as const

export type Language = keyof typeof languages

const storageKey = 'academy.language'

// Only the catalogue that is used is loaded.
const catalogues: Record<Language, () => Promise<{ messages: Messages }>> = {
  en: () => import('./catalogues/en.po'),
  de: () => import('./catalogues/de.po'),
  ar: () => import('./catalogues/ar.po'),
}

const baseOf = (tag: string): string => tag.toLowerCase().split('-')[0]!
const isLanguage = (text: string | null): text is Language => text !== null && Object.hasOwn(languages, text)

/** The first language of a list of BCP 47 tags that there are words for. */
export function bestOf(tags: readonly string[]): Language {
  return tags.map(baseOf).find(isLanguage) ?? 'en'
}

/** Some systems name their languages otherwise (en-US@posix), and browsers pass it on. */
function isWellFormed(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

/** The browser's own language, as the server takes it: a well-formed tag. */
export function browserLanguage(): string {
  return navigator.languages.find(isWellFormed) ?? 'en'
}

/** How dates and numbers are written: as in the browser's own country, where that speaks the language. */
export function localeOf(language: Language, tags: readonly string[]): string {
  const locale = tags.find((tag) => baseOf(tag) === language && isWellFormed(tag)) ?? language
  // Arabic is read with either digits. One kind for all: what lessons, codes and clocks show has these.
  return language === 'ar' ? new Intl.Locale(locale, { numberingSystem: 'latn' }).toString() : locale
}

/** What the person chose on this device; null: the browser's language. */
export function chosenLanguage(): Language | null {
  const chosen = localStorage.getItem(storageKey)
  return isLanguage(chosen) ? chosen : null
}

/** Loads and shows the language. Before anything is drawn, and again when another is chosen. */
export async function openLanguage(): Promise<void> {
  let language = chosenLanguage() ?? bestOf(navigator.languages)
  const { messages } = await catalogues[language]().catch((reason: unknown) => {
    // The words of a language may be missing (offline, a newer release). Any words are better than an empty page.
    console.warn(reason)
    language = 'en'
    return catalogues.en()
  })
  document.documentElement.lang = language
  document.documentElement.dir = languages[language].direction
  i18n.loadAndActivate({ locale: language, locales: localeOf(language, navigator.languages), messages })
}

/** Null: what the browser says. Everything is drawn anew in it. */
export async function chooseLanguage(language: Language | null): Promise<void> {
  if (language) localStorage.setItem(storageKey, language)
  else localStorage.removeItem(storageKey)
  await openLanguage()
}

/** Other tabs choose, too. */
export function followChoices(): void {
  addEventListener('storage', ({ key }) => {
    if (key === storageKey) void openLanguage()
  })
}

export const language = (): Language => i18n.locale as Language

export function useLanguage(): Language {
  return useSyncExternalStore((listener) => i18n.on('change', listener), language)
}
