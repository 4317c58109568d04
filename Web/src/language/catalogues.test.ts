import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getCatalogs } from '@lingui/cli/api'
import { getConfig } from '@lingui/conf'
import { beforeAll, expect, it } from 'vitest'
import { languages, type Language } from './language'
import { sentenceOf } from './refusals'

type Messages = Record<string, { message?: string; translation?: string; obsolete?: boolean }>

const webFolder = join(import.meta.dirname, '../..')
const catalogues: Partial<Record<Language, Messages>> = {}
let inSource: Messages = {}

beforeAll(async () => {
  const [catalogue] = await getCatalogs(getConfig({ cwd: webFolder }))
  for (const language of Object.keys(languages) as Language[])
    catalogues[language] = (await catalogue!.read(language)) as Messages
  inSource = (await catalogue!.collect()) as Messages
}, 60_000)

it('The catalogues have what the source says, no more and no less (npm run words)', () => {
  for (const messages of Object.values(catalogues))
    expect(Object.keys(messages).sort()).toEqual(Object.keys(inSource).sort())
})

const others = Object.keys(languages).filter((language) => language !== 'en') as Language[]

it.each(others)('Every message is said in %s', (language) => {
  const missing = Object.entries(catalogues[language]!).filter(([, { translation }]) => !translation)
  expect(missing.map(([id]) => catalogues.en![id]!.translation)).toEqual([])
})

/** What is filled in, and the elements: each has to be there, as often as a language needs it. */
const parts = (text: string): string[] => {
  const withoutForms = text.replace(/\b(?:zero|one|two|few|many|other) \{/g, '(')
  return [...new Set(withoutForms.match(/\{\w+(?=[},])|<\/?\d+\/?>/g))].sort()
}

it.each(others)('A message in %s fills in what the English one does', (language) => {
  for (const [id, { translation }] of Object.entries(catalogues[language]!)) {
    expect({ id, parts: parts(translation!) }).toEqual({ id, parts: parts(catalogues.en![id]!.translation!) })
  }
})

it.each(others)('A plural in %s has every form that the language has', (language) => {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
  const plurals = Object.values(catalogues[language]!).filter(({ translation }) => /\{\w+, plural,/.test(translation!))
  expect(plurals.length).toBeGreaterThan(10)
  for (const { translation } of plurals) {
    expect({ translation, lacks: forms.filter((form) => !new RegExp(`\\b${form} \\{`).test(translation!)) }).toEqual({
      translation,
      lacks: [],
    })
  }
})

it('Every code of docs/errors.md has its sentence', () => {
  const codes = [
    ...readFileSync(join(webFolder, '../docs/errors.md'), 'utf8').matchAll(/^\| `([a-z-]+\.[a-z-]+)` \| \d{3} \|/gm),
  ].map(([, code]) => code!)
  expect(codes.length).toBeGreaterThan(80)
  expect(codes.filter((code) => !sentenceOf(code))).toEqual([])
})
