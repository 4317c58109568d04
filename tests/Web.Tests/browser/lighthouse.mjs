/*
 * What Lighthouse says of three pages, as a learner on a phone. By hand, since it is a package of its own:
 *   npm install --prefix /tmp/lighthouse lighthouse@12.2.3
 *   ACADEMY_LIGHTHOUSE=/tmp/lighthouse node lighthouse.mjs <address>
 */
import fs from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { executable, usualArguments } from './chromium.mjs'

const [address] = process.argv.slice(2)
const folder = process.env.ACADEMY_LIGHTHOUSE
if (!folder) throw new Error('ACADEMY_LIGHTHOUSE is not set: see the head of this file.')
const found = createRequire(path.join(folder, 'package.json')).resolve('lighthouse')
const { default: lighthouse } = await import(pathToFileURL(found).href)

const port = 9_333
const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'academy-lighthouse-'))
const context = await chromium.launchPersistentContext(profile, {
  executablePath: await executable(),
  args: [...usualArguments, `--remote-debugging-port=${port}`],
})
try {
  const page = context.pages()[0] ?? (await context.newPage())
  await page.goto(`${address}/login`)
  await page.locator('[data-demo="student"]').click()
  await page.locator('[data-connection="live"]').waitFor()
  await page.goto(`${address}/dashboard`)
  const course = await page.locator('.my-course h3 a').first().getAttribute('href')
  for (const at of ['/', course, '/dashboard']) {
    // Each time as the first visit, but for the log-in.
    const options = { port, disableStorageReset: true, logLevel: 'error', onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'] }
    await page.evaluate(async () => {
      for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister()
      for (const name of await caches.keys()) await caches.delete(name)
    })
    const { lhr } = await lighthouse(`${address}${at}`, options)
    const scores = Object.fromEntries(Object.entries(lhr.categories).map(([name, { score }]) => [name, Math.round(100 * score)]))
    const lost = Object.values(lhr.audits).filter(({ score, scoreDisplayMode }) => score !== null && score < 0.9 && scoreDisplayMode !== 'informative')
    console.log(JSON.stringify({ at, ...scores, lost: lost.map(({ id, displayValue }) => [id, displayValue].filter(Boolean).join(': ')) }))
  }
} finally {
  await context.close()
  fs.rmSync(profile, { recursive: true, force: true })
}
