/*
 * Measures how fast pages are on a slow phone: four times slower than this machine, 1.6 Mbit/s, 150 ms away.
 * node speed.mjs <address> <folder for pictures>; ACADEMY_ROUNDS=5 measures more often, and prints medians.
 */
import fs from 'node:fs'
import { createRequire } from 'node:module'
import { address, complaints, isLive, newContext, open, play } from './stage.mjs'

const rounds = Number(process.env.ACADEMY_ROUNDS ?? 1)
const vitals = fs.readFileSync(createRequire(import.meta.url).resolve('web-vitals').replace(/[^/]+$/, 'web-vitals.iife.js'), 'utf8')
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }
let signedIn
let addresses

const measured = []

const steps = {
  'a learner logs in': async () => {
    const context = await newContext(phone)
    const page = await open(context, '/login')
    await page.locator('[data-demo="student"]').click()
    await isLive(page)
    await page.goto(`${address}/dashboard`)
    const course = await page.locator('.my-course h3 a').first().getAttribute('href')
    await page.goto(`${address}/chat`)
    await page.locator('.room-row').first().click()
    await page.locator('.composer').waitFor()
    addresses = { '/': '.course-card', '/dashboard': '.my-course', [course]: '.module', [new URL(page.url()).pathname]: '.composer' }
    signedIn = await context.storageState()
    await context.close()
  },

  'every page is measured, the first time and again': async () => {
    for (const [at, shown] of Object.entries(addresses)) {
      for (let round = 0; round < rounds; round++) {
        const context = await newContext({ ...phone, storageState: at === '/' ? undefined : signedIn })
        await context.addInitScript({ content: `${vitals};window.webVitals = webVitals;(${watch})()` })
        measured.push({ at, visit: 'first', ...(await measure(context, at, shown)) })
        const page = await open(context, at)
        await page.locator(shown).first().waitFor()
        await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}))
        await page.close()
        measured.push({ at, visit: 'again', ...(await measure(context, at, shown)) })
        await context.close()
      }
    }
    for (const line of medians()) console.error(JSON.stringify(line))
  },

  'nothing moves while a page is loaded': async () => {
    for (const { at, visit, CLS } of medians()) if (CLS >= 0.05) throw new Error(`${at} (${visit}) moves by ${CLS}`)
  },

  'all the JavaScript of a first visit is small': async () => {
    const { scriptKB } = medians().find(({ at, visit }) => at === '/dashboard' && visit === 'first')
    if (scriptKB > scriptKBMax) throw new Error(`the dashboard needs ${scriptKB} kB of JavaScript`)
    const again = medians().filter(({ visit }) => visit === 'again')
    for (const { at, scriptKB } of again) if (scriptKB > 0) throw new Error(`${at} loads ${scriptKB} kB of JavaScript again`)
  },

  // With room for a machine that does other things besides: bench/README.md has the true figures.
  'pages are drawn in time': async () => {
    for (const { at, visit, FCP, LCP } of medians()) {
      const [fcpMax, lcpMax] = visit === 'first' ? [4_500, 9_000] : [3_000, 5_000]
      if (FCP > fcpMax || LCP > lcpMax) throw new Error(`${at} (${visit}): first drawn after ${FCP} ms, most of it after ${LCP} ms`)
    }
  },

  'no page has complained in the console': async () => {
    if (complaints.length > 0) throw new Error(complaints.join('; '))
  },
}

// With headers, and with the measuring that a quarter of all visits load besides. The goal is 140: what is left is in bench/README.md.
const scriptKBMax = 174

/** Runs in the page. */
function watch() {
  window.vitals = {}
  const keep = ({ name, value }) => (window.vitals[name] = value)
  for (const name of ['onFCP', 'onLCP', 'onCLS']) window.webVitals[name](keep, { reportAllChanges: true })
  window.webVitals.onINP(keep, { reportAllChanges: true, durationThreshold: 16 })
}

async function measure(context, at, shown) {
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  let scriptBytes = 0
  const types = new Map()
  devtools.on('Network.requestWillBeSent', ({ requestId, type }) => types.set(requestId, type))
  devtools.on('Network.responseReceived', ({ requestId, response }) => response.fromServiceWorker && types.delete(requestId))
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (types.get(requestId) === 'Script') scriptBytes += encodedDataLength
  })
  await devtools.send('Network.enable')
  await devtools.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 94_000 })
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  await page.goto(address + at)
  await page.locator(shown).first().waitFor()
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(1_000) // What comes after the data, such as pictures.
  const { FCP, LCP, CLS } = await page.evaluate(() => window.vitals)
  if (FCP === undefined || LCP === undefined) throw new Error(`${at} was never drawn`)
  // A press that draws something: letters where one writes, a lesson that unfolds, the menu of the account, a filter.
  const pressed = page.locator('.composer textarea, .lesson-title summary, .account-button, main input[type="search"]').first()
  await pressed.tap()
  await page.keyboard.type('abc', { delay: 100 })
  await page.waitForTimeout(500)
  const { INP } = await page.evaluate(() => window.vitals)
  await page.close()
  return { FCP, LCP, CLS: CLS ?? 0, INP, scriptKB: scriptBytes / 1_000 }
}

function medians() {
  const groups = new Map()
  for (const each of measured) {
    const name = `${each.visit} ${each.at}`
    groups.set(name, [...(groups.get(name) ?? []), each])
  }
  return [...groups.values()].map((all) => {
    const middle = (name) => all.map((each) => each[name]).filter((value) => value !== undefined).sort((a, b) => a - b)[Math.floor(all.length / 2)]
    const { at, visit } = all[0]
    return {
      at: at.replace(/[0-9a-f-]{36}/, '…'), visit, FCP: Math.round(middle('FCP')), LCP: Math.round(middle('LCP')), CLS: Math.round(1_000 * middle('CLS')) / 1_000,
      INP: Math.round(middle('INP')), scriptKB: Math.round(10 * middle('scriptKB')) / 10,
    }
  })
}

await play(steps)
