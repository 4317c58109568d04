import { defineConfig } from '@lingui/cli'

/**
 * Where the words are (docs/web.md). `npm run words` takes up those that are new and leaves out those that are gone.
 */
export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'de', 'ar'],
  catalogs: [
    { path: '<rootDir>/src/language/catalogues/{locale}', include: ['src'], exclude: ['**/*.test.*', '**/*.gen.ts'] },
  ],
  orderBy: 'message',
  formatOptions: { lineNumbers: false },
})
