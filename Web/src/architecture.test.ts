import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = import.meta.dirname
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts'))
  .map((file) => ({ file, imports: importsOf(join(root, file)) }))

function importsOf(path: string): string[] {
  const found = readFileSync(path, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)
  return [...found].map(([, name]) => (name!.startsWith('.') ? relative(root, resolve(dirname(path), name!)) : name!))
}

const layerOf = (path: string): string => path.split('/')[0]!
const featureOf = (path: string): string | undefined => /^features\/([^/]+)/.exec(path)?.[1]
const offences = (wrong: (file: string, imported: string) => boolean): string[] =>
  files.flatMap(({ file, imports }) => imports.filter((name) => wrong(file, name)).map((name) => `${file} imports ${name}`))

it('Features never import each other: what needs two of them is composed in app/', () => {
  expect(offences((file, name) => !!featureOf(file) && !!featureOf(name) && featureOf(file) !== featureOf(name))).toEqual([])
})

it('Only realtime/ holds the connection', () => {
  expect(offences((file, name) => name === '@microsoft/signalr' && layerOf(file) !== 'realtime')).toEqual([])
  expect(offences((file, name) => /^realtime\/.+/.test(name) && layerOf(file) !== 'realtime')).toEqual([])
})

it('Layers point one way: app, features, realtime, api; ui knows the form of a problem, no more', () => {
  const below: Record<string, string[]> = {
    features: ['features', 'realtime', 'api', 'ui'],
    realtime: ['realtime', 'api'],
    api: ['api'],
    ui: ['ui', 'api'],
  }
  const known = new Set(files.map(({ file }) => layerOf(file)))
  expect(offences((file, name) => known.has(layerOf(name)) && !(below[layerOf(file)]?.includes(layerOf(name)) ?? true))).toEqual([])
  expect(offences((file, name) => layerOf(file) === 'ui' && layerOf(name) === 'api' && name !== 'api/problem')).toEqual([])
})

it('The rules above look at something', () => {
  expect(files.length).toBeGreaterThan(40)
  expect(files.some(({ imports }) => imports.includes('@microsoft/signalr'))).toBe(true)
})
