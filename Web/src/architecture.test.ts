import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = import.meta.dirname
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
  .map((file) => ({ file, imports: importsOf(join(root, file)) }))

function importsOf(path: string): string[] {
  const found = readFileSync(path, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)
  return [...found].map(([, name]) => (name!.startsWith('.') ? relative(root, resolve(dirname(path), name!)) : name!))
}

const layerOf = (path: string): string => path.split('/')[0]!
const featureOf = (path: string): string | undefined => /^features\/([^/]+)/.exec(path)?.[1]
const offences = (wrong: (file: string, imported: string) => boolean): string[] =>
  files.flatMap(({ file, imports }) =>
    imports.filter((name) => wrong(file, name)).map((name) => `${file} imports ${name}`),
  )

it('Features never import each other: what needs two of them is composed in app/', () => {
  expect(
    offences((file, name) => !!featureOf(file) && !!featureOf(name) && featureOf(file) !== featureOf(name)),
  ).toEqual([])
})

it('Only realtime/ holds the connection', () => {
  expect(offences((file, name) => name === '@microsoft/signalr' && layerOf(file) !== 'realtime')).toEqual([])
  expect(offences((file, name) => /^realtime\/.+/.test(name) && layerOf(file) !== 'realtime')).toEqual([])
})

it('Layers point one way: app, features, realtime, api, language; ui knows the form of a problem, no more', () => {
  const below: Record<string, string[]> = {
    features: ['features', 'realtime', 'api', 'ui', 'language'],
    realtime: ['realtime', 'api', 'language'],
    api: ['api', 'language'],
    ui: ['ui', 'api', 'language'],
    language: ['language'],
  }
  const known = new Set(files.map(({ file }) => layerOf(file)))
  expect(
    offences((file, name) => known.has(layerOf(name)) && !(below[layerOf(file)]?.includes(layerOf(name)) ?? true)),
  ).toEqual([])
  expect(offences((file, name) => layerOf(file) === 'ui' && layerOf(name) === 'api' && name !== 'api/problem')).toEqual(
    [],
  )
})

it('No file imports itself by way of others', () => {
  const names = new Map(files.map(({ file }) => [file.replace(/(?:\/index)?\.tsx?$/, ''), file]))
  const edges = new Map(
    files.map(({ file, imports }) => [
      file,
      imports.map((name) => names.get(name)).filter((found) => found !== undefined),
    ]),
  )
  expect(circleIn(edges)).toBeNull()
})

it('A circle of imports is found, and named', () => {
  expect(
    circleIn(
      new Map([
        ['a', ['b', 'c']],
        ['b', []],
        ['c', ['d']],
        ['d', ['b', 'c']],
      ]),
    ),
  ).toBe('c -> d -> c')
})

/** The first circle of a graph, in the order of its edges. */
function circleIn(edges: ReadonlyMap<string, readonly string[]>): string | null {
  const done = new Set<string>()
  const path: string[] = []
  const visit = (node: string): string | null => {
    const at = path.indexOf(node)
    if (at >= 0) return [...path.slice(at), node].join(' -> ')
    if (done.has(node)) return null
    path.push(node)
    for (const next of edges.get(node) ?? []) {
      const circle = visit(next)
      if (circle) return circle
    }
    path.pop()
    done.add(node)
    return null
  }
  for (const node of edges.keys()) {
    const circle = visit(node)
    if (circle) return circle
  }
  return null
}

it('The rules above look at something', () => {
  expect(files.length).toBeGreaterThan(40)
  expect(files.some(({ imports }) => imports.includes('@microsoft/signalr'))).toBe(true)
})
