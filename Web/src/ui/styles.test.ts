import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const sheets = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.css'))

/**
 * A side of the page, where a language needs the start or the end of a line. `--start` is the one place that has both.
 */
const sided = [
  /^\s*(?:left|right)\b/,
  /^\s*(?:margin|padding|border|inset)-(?:left|right)[\w-]*\b/,
  /^\s*border-(?:top|bottom)-(?:left|right)-radius\b/,
  /^\s*(?:float|clear|text-align|transform-origin): *(?:left|right)\b/,
]
const ofFour = /^\s*(?:margin|padding|inset): (.+);/

/** The values of a line, with what is in brackets left whole. */
const valuesOf = (text: string): string[] => text.match(/(?:[^\s()]|\((?:[^()]|\([^()]*\))*\))+/g) ?? []

function offencesIn(sheet: string, text: string): string[] {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .split('\n')
    .flatMap((line) => {
      const [, end, , start] = valuesOf(ofFour.exec(line)?.[1] ?? '')
      return sided.some((side) => side.test(line)) || (start !== undefined && start !== end)
        ? [`${sheet}: ${line.trim()}`]
        : []
    })
}

it('Styles name the start and the end of a line, not the left and the right of a page', () => {
  expect(sheets.length).toBeGreaterThan(10)
  expect(sheets.flatMap((sheet) => offencesIn(sheet, readFileSync(join(root, sheet), 'utf8')))).toEqual([])
})

it.each([
  '  margin-left: 4px;',
  'left: 50%;',
  '  text-align: right;',
  'border-top-left-radius: 0;',
  'padding: 0 1px 0 calc(2px + 3px);',
])('%s is found', (line) => expect(offencesIn('a.css', line)).toHaveLength(1))

it.each([
  '  margin-inline-start: 4px;',
  '--start: left;',
  'text-align: start;',
  'padding: 0 1px 2px 1px;',
  'padding: 0 var(--a) calc(var(--a) + env(b));',
  '/* left: 0 */',
])('%s is not', (line) => expect(offencesIn('a.css', line)).toEqual([]))
