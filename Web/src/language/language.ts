import { i18n, type Messages } from '@lingui/core'
import { useSyncExternalStore } from 'react'
import {
  baseOf,
  bestOf,
  chosenLanguage,
  languages,
  showLanguage,
  storageKey,
  wantedLanguage,
  type Language,
} from './choice'

export { bestOf, chosenLanguage, languages, type Language }

/*
 * The language that everything is said in: the person's choice, else the browser's, else English. docs/web.md says how
 * words are added.
 */

// Only the catalogue that is used is loaded.
const catalogues: Record<Language, () => Promise<{ messages: Messages }>> = {
  en: () => import('./catalogues/en.po'),
  de: () => import('./catalogues/de.po'),
  ar: () => import('./catalogues/ar.po'),
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

/** Loads and shows the language. Before anything is drawn, and again when another is chosen. */
export async function openLanguage(): Promise<void> {
  let language = wantedLanguage()
  const { messages } = await catalogues[language]().catch((reason: unknown) => {
    // The words of a language may be missing (offline, a newer release). Any words are better than an empty page.
    console.warn(reason)
    language = 'en'
    return catalogues.en()
  })
  showLanguage(language)
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
