/*
 * What every script of the browser has: browsers, patience, and the lines in and out.  node <script>.mjs <address> <folder for pictures>
 * Every line of the input is one of the script's sentences; every answer is one JSON line {step, ok, detail, ms}.
 */
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { launch } from './chromium.mjs'

export const [address, pictures] = process.argv.slice(2)
export const patience = 30_000
export const browser = await launch()
export const complaints = []
const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export async function open(context, at) {
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`))
  page.on('console', (message) => {
    // The browser itself reports every request that fails; while the server or the network is down that is as it should be.
    if (message.type() === 'error' && !/ERR_CONNECTION_|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE|ERR_INTERNET_DISCONNECTED/.test(message.text())) {
      complaints.push(`${page.url()}: ${message.text()}`)
    }
  })
  await page.goto(address + at)
  return page
}

export async function newContext(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options })
  context.setDefaultTimeout(patience)
  return context
}

export const isLive = (page) => page.locator('[data-connection="live"]').waitFor({ timeout: 45_000 })
export const picture = (page, name) => page.screenshot({ path: path.join(pictures, `${name}.png`) })

export async function until(what, holds) {
  const end = performance.now() + patience
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within ${patience / 1000} s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Fails when the page is wider than its window, or breaks a serious rule of accessibility. */
export async function isSound(page, what) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  if (over > 0) throw new Error(`${what} is ${over} px too wide`)
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }))
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  if (grave.length > 0) {
    throw new Error(`${what}: ${grave.map((v) => `${v.id}: ${v.help} ${v.nodes.map((n) => n.target).join(' ')}`).join('; ')}`)
  }
}

export async function play(steps) {
  for await (const step of createInterface({ input: process.stdin })) {
    const began = performance.now()
    let detail = null
    try {
      if (!steps[step]) throw new Error('there is no such step')
      await steps[step]()
    } catch (error) {
      detail = error.message
      const pages = browser.contexts().flatMap((context) => context.pages())
      for (const [index, page] of pages.entries()) await picture(page, `failed-${index}`).catch(() => {}) // It may be what failed.
      detail += ` | at ${pages.map((page) => page.url()).join(' ')} | ${complaints.join('; ')}`
    }
    console.log(JSON.stringify({ step, ok: detail === null, detail, ms: Math.round(performance.now() - began) }))
  }
  await browser.close()
}
