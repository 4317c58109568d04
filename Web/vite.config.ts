import { transformAsync } from '@babel/core'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import macros from '@lingui/babel-plugin-lingui-macro'
import { lingui } from '@lingui/vite-plugin'
import react from '@vitejs/plugin-react'
import type { HtmlTagDescriptor, Plugin } from 'vite'
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
  plugins: [words(), lingui({ failOnMissing: true, failOnCompileError: true }), react(), early(), app],
  build: {
    outDir: '../Api/wwwroot',
    emptyOutDir: true,
    target: 'es2022',
    // The served policy is script-src 'self' and img-src 'self': nothing is inlined as data.
    assetsInlineLimit: 0,
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': api, '/hub': { target: api, ws: true } },
  },
  test: { include: ['src/**/*.test.{ts,tsx}'], environment: 'node', setupFiles: ['src/language/english.ts'] },
})
