import { transformAsync } from '@babel/core'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import macros from '@lingui/babel-plugin-lingui-macro'
import { lingui } from '@lingui/vite-plugin'
import react from '@vitejs/plugin-react'
import { build as buildWith, type HtmlTagDescriptor, type Plugin } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { defineConfig } from 'vitest/config'

// `npm run dev` serves the client alone and passes the rest on to a running Api.
const api = process.env.ACADEMY_API ?? 'http://127.0.0.1:5000'

/** Turns Lingui's macros into calls, in the files that have any: nothing else of a build needs Babel. */
function words(): Plugin {
  return {
    name: 'words',
    enforce: 'pre',
    async transform(code, id) {
      const file = id.split('?')[0]!
      if (!/\.tsx?$/.test(file) || !code.includes('/macro')) return null
      const done = await transformAsync(code, {
        filename: file,
        babelrc: false,
        configFile: false,
        sourceMaps: true,
        parserOpts: { plugins: file.endsWith('x') ? ['typescript', 'jsx'] : ['typescript'] },
        plugins: [macros],
      })
      return { code: done!.code!, map: done!.map }
    },
  }
}

/**
 * The first script only finds out which words are wanted: what it asks for next is named in the page, so that it comes
 * at once.
 */
function early(): Plugin {
  return {
    name: 'early',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const chunks = Object.values(bundle ?? {}).flatMap((file) => (file.type === 'chunk' ? [file] : []))
        const app = chunks.find(({ name }) => name === 'start')
        if (!app) return []
        const scripts = [app.fileName, ...app.imports]
        const styles = scripts.flatMap((file) => [
          ...(chunks.find(({ fileName }) => fileName === file)?.viteMetadata?.importedCss ?? []),
        ])
        const link =
          (rel: string) =>
          (file: string): HtmlTagDescriptor => ({
            tag: 'link',
            attrs: { rel, crossorigin: true, href: `/${file}` },
            injectTo: 'head',
          })
        const isNew = (file: string): boolean => !html.includes(file)
        return [
          ...scripts.filter(isNew).map(link('modulepreload')),
          ...[...new Set(styles)].filter(isNew).map(link('stylesheet')),
        ]
      },
    },
  }
}

/** src/first.ts as a script of its own: it runs before the first drawing, so it waits for nothing. */
function first(): Plugin {
  let file: string | null = null
  return {
    name: 'first',
    apply: 'build',
    async buildStart() {
      const built = await buildWith({
        configFile: false,
        logLevel: 'error',
        build: {
          write: false,
          target: 'es2022',
          lib: { entry: join(import.meta.dirname, 'src/first.ts'), formats: ['iife'], name: 'first' },
        },
      })
      const source = [built].flat().flatMap((each) => ('output' in each ? each.output : []))[0]
      if (source?.type !== 'chunk') throw new Error('src/first.ts was not built.')
      file = this.emitFile({ type: 'asset', name: 'first.js', source: source.code })
    },
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const page = bundle['index.html']
        if (page?.type !== 'asset' || !file) return
        const tag = `<script src="/${this.getFileName(file)}"></script>`
        page.source = String(page.source).replace('<!-- first -->', tag)
      },
    },
  }
}

/**
 * What every visit needs is in two files, though many pages share parts of it: each request costs a slow phone more
 * than its bytes. `base` finds out which words are wanted, `start` is the app.
 */
const entries = { base: 'src/main.tsx', start: 'src/app/start.tsx' }
const entryFiles = Object.values(entries).map((entry) => join(import.meta.dirname, entry))
const reached = new Map(Object.keys(entries).map((name) => [name, new Set<string>()]))
// What names every component there is, of which every page needs others: these are put together by who needs them.
const apart = /node_modules\/(?:react-aria|react-stately|@react-|@internationalized)/
const small = /\/src\/(?:language\/|ui\/(?:Cover|time)\.|features\/(?:catalog|learning|gamification)\/)/

function gathered(): Plugin {
  return {
    name: 'gathered',
    apply: 'build',
    buildEnd() {
      for (const [name, entry] of Object.entries(entries)) {
        const found = reached.get(name)!
        const visit = (id: string): void => {
          if (found.has(id)) return
          found.add(id)
          for (const each of this.getModuleInfo(id)?.importedIds ?? []) visit(each)
        }
        visit(join(import.meta.dirname, entry))
      }
    },
  }
}

/** The academy as an app: its manifest, and the worker that keeps every page's files (src/sw.ts). */
const app = VitePWA({
  strategies: 'injectManifest',
  srcDir: 'src',
  filename: 'sw.ts',
  injectRegister: false, // By app/version.ts: what is typed must outlive a new version.
  injectManifest: {
    rollupFormat: 'iife',
    globPatterns: ['index.html', 'favicon.svg', 'assets/*.{js,css,woff2}'],
    globIgnores: ['assets/{Operations,Grain,Trace,Flags,Audit}*'], // Nobody operates anything without a connection.
  },
  manifest: {
    id: '/',
    scope: '/',
    start_url: '/dashboard',
    name: 'Academy',
    short_name: 'Academy',
    description: 'Courses with live progress.',
    display: 'standalone',
    // As a browser without the page's own colours shows them (index.html has those of light and dark).
    theme_color: '#fbfaf7',
    background_color: '#fbfaf7',
    categories: ['education'],
    icons: [
      { src: '/favicon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
      { src: '/icons/192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
      { src: '/icons/512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
      { src: '/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
  },
})

/** A name for what the client is made of: the same sources, the same name. */
function build(): string {
  const sources = join(import.meta.dirname, 'src')
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?<!\.test|\.gen)\.tsx?$/.test(file))
    .sort()
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(join(sources, file)))
  return hash.digest('base64url').slice(0, 12)
}

export default defineConfig({
  define: { BUILD: JSON.stringify(build()) },
  plugins: [
    words(),
    lingui({ failOnMissing: true, failOnCompileError: true }),
    react(),
    first(),
    gathered(),
    early(),
    app,
  ],
  build: {
    outDir: '../Api/wwwroot',
    emptyOutDir: true,
    target: 'es2022',
    // The served policy is script-src 'self' and img-src 'self': nothing is inlined as data.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            ...Object.keys(entries).map((name, index) => ({
              name,
              priority: 10 - index,
              test: (id: string) => reached.get(name)!.has(id) && !entryFiles.includes(id) && !apart.test(id),
            })),
            // The small parts that learners' pages have in common.
            { name: 'shared', test: small, minShareCount: 2, priority: 1 },
          ],
        },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': api, '/hub': { target: api, ws: true } },
  },
  test: { include: ['src/**/*.test.{ts,tsx}'], environment: 'node', setupFiles: ['src/language/english.ts'] },
})
