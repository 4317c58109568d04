import { transformAsync } from '@babel/core'
import macros from '@lingui/babel-plugin-lingui-macro'
import { lingui } from '@lingui/vite-plugin'
import react from '@vitejs/plugin-react'
import type { HtmlTagDescriptor, Plugin } from 'vite'
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

export default defineConfig({
  plugins: [words(), lingui({ failOnMissing: true, failOnCompileError: true }), react(), early()],
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
