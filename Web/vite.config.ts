import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

// `npm run dev` serves the client alone and passes the rest on to a running Api.
const api = process.env.ACADEMY_API ?? 'http://127.0.0.1:5000'

export default defineConfig({
  plugins: [react()],
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
  test: { include: ['src/**/*.test.{ts,tsx}'], environment: 'node' },
})
