/*
 * Drives two browsers through the main job.  node main-job.mjs <address> <folder for pictures>
 * Every line of the input is one of the sentences below; every answer is one JSON line {step, ok, detail, ms}.
 */
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { launch } from './chromium.mjs'

const [address, pictures] = process.argv.slice(2)
const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const patience = 30_000
const browser = await launch()
const complaints = []
const people = {}

const steps = {
  'the demo learner and the demo instructor log in, each in a browser of their own': async () => {
    for (const [person, role] of [['learner', 'student'], ['instructor', 'instructor']]) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 860 } })
      context.setDefaultTimeout(patience)
      const page = await open(context, '/login')
      await page.locator(`[data-demo="${role}"]`).click()
      await isLive(page)
      people[person] = { context, page, name: await page.locator('.account-name').textContent() }
    }
  },

  'the learner opens a course of the instructor, who watches it': async () => {
    const { learner, instructor } = people
    const links = instructor.page.locator('a[href^="/instructor/courses/"]')
    await links.first().waitFor()
    const ids = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href').split('/').at(-1)))
    learner.courses = ids
    for (const id of ids) {
      await learner.page.goto(`${address}/courses/${id}`)
      const enroll = learner.page.getByRole('button', { name: 'Enroll in this course' })
      const progress = learner.page.locator('.progress-panel')
      await enroll.or(progress).first().waitFor().catch(() => {}) // A draft: not found for a learner.
      if (await enroll.isVisible()) await enroll.click()
      if (!(await progress.waitFor({ timeout: 5_000 }).then(() => true, () => false))) continue
      if ((await remaining(learner.page)) < 2) continue
      await instructor.page.goto(`${address}/instructor/courses/${id}`)
      await instructor.page.locator('.feed-card').waitFor()
      learner.board = await open(learner.context, '/leaderboard')
      instructor.board = await open(instructor.context, '/leaderboard')
      for (const page of everyPage()) {
        await isLive(page)
        await page.evaluate(() => (window.sameDocument = true))
      }
      await learner.board.locator('[data-own]').waitFor()
      return
    }
    throw new Error(`no course of the instructor has two modules left for the learner (${ids.length} courses)`)
  },

  'the learner completes a module, and both see it at once': async () => {
    const { learner, instructor } = people
    const before = await figures()
    const title = await learner.page.locator('.module[data-next] h3').textContent()
    while ((await completed(learner.page)) === before.completed) await completeNext(learner.page)
    await until('the learner sees one more module completed', async () => (await completed(learner.page)) === before.completed + 1)
    await until('the course’s percentage grows', async () => (await percent(learner.page)) > before.percent)
    await until('the learner’s XP grow', async () => (await xp(learner.page)) > before.xp)
    await until('the learner’s place shows the new XP', async () => (await ownXp(learner.board)) > before.ownXp)
    const told = instructor.page.locator('.feed-row[data-live]', { hasText: learner.name }).filter({ hasText: title })
    await until('the instructor sees who completed what', async () => (await told.count()) === 1)
    await picture(learner.page, 'learner')
    await picture(instructor.page, 'instructor')
  },

  'both pages say that they are reconnecting': async () => {
    for (const page of everyPage()) await page.locator('[data-connection="reconnecting"]').waitFor()
    await people.learner.page.locator('.connection-notice').waitFor()
    await picture(people.learner.page, 'reconnecting')
  },

  'a completion that cannot be sent says so and offers to try again': async () => {
    const module = people.learner.page.locator('.module[data-next]')
    await module.locator('[data-complete]').first().click()
    await module.getByRole('alert').waitFor()
    await module.getByRole('button', { name: 'Try again' }).waitFor()
  },

  'both pages reconnect by themselves and have lost nothing': async () => {
    const { learner } = people
    for (const page of everyPage()) {
      await isLive(page)
      if (!(await page.evaluate(() => window.sameDocument))) throw new Error(`${page.url()} was loaded again`)
    }
    const seen = [await completed(learner.page), await percent(learner.page), await xp(learner.page)]
    const fresh = await open(learner.context, new URL(learner.page.url()).pathname)
    await fresh.locator('.progress-panel').waitFor()
    await until('a fresh page shows the same', async () =>
      [await completed(fresh), await percent(fresh), await xp(fresh)].join() === seen.join())
    await fresh.close()
  },

  'the learner completes two courses and climbs the board before the instructor’s eyes': async () => {
    const { learner, instructor } = people
    if ((await boardText(instructor.board)).includes(learner.name)) throw new Error('the learner is at the top already')
    const here = new URL(learner.page.url()).pathname
    const other = learner.courses.map((id) => `/courses/${id}`).find((at) => at !== here)
    for (const at of [here, other]) {
      await learner.page.goto(address + at)
      const enroll = learner.page.getByRole('button', { name: 'Enroll in this course' })
      await enroll.or(learner.page.locator('.progress-panel')).first().waitFor()
      if (await enroll.isVisible()) await enroll.click()
      while ((await remaining(learner.page)) > 0) await completeNext(learner.page)
      await learner.page.getByText('Course completed').waitFor()
      if ((await percent(learner.page)) !== 100) throw new Error('a completed course is not at 100 %')
    }
    await picture(learner.page, 'finished')
    for (const { board } of [learner, instructor]) {
      const row = board.locator('.board-row', { hasText: learner.name })
      await until('both boards show the learner’s XP', async () =>
        (await row.count()) === 1 && (await number(row.locator('.board-xp'))) === (await xp(learner.page)))
    }
    await picture(instructor.board, 'board')
  },

  'an operator sees the processes, and looks at the learner’s grain': async () => {
    const learner = await people.learner.board.locator('[data-own]').getAttribute('data-key')
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 } })
    context.setDefaultTimeout(patience)
    const page = await open(context, '/login')
    await page.locator('[data-demo="admin"]').click()
    await isLive(page)
    await page.goto(`${address}/ops`)
    await page.locator('[data-member][data-status="active"]').waitFor()
    await page.locator('[data-grain]').first().waitFor()
    await page.getByLabel('Name').fill(learner)
    await page.getByRole('button', { name: 'Look' }).click()
    await page.getByRole('group', { name: 'State' }).filter({ hasText: '"enrollments"' }).waitFor()
    if ((await page.locator('.stored summary').count()) !== 20) throw new Error('the latest 20 events are not there')
    people.admin = { context, page }
  },

  'no page is wider than a phone, and none has a serious accessibility violation': async () => {
    const course = new URL(people.learner.page.url()).pathname
    const taught = new URL(people.instructor.page.url()).pathname
    const grain = new URL(people.admin.page.url()).pathname
    const phone = { form: 'phone', viewport: { width: 390, height: 844 }, colorScheme: 'light' }
    const desk = { form: 'desk', viewport: { width: 1280, height: 860 }, colorScheme: 'dark' }
    const visits = [
      [null, [phone, ['/', '/login', '/register', course]], [desk, ['/', '/login']]],
      ['learner', [phone, ['/dashboard', '/courses', course, '/leaderboard']], [desk, ['/dashboard', course, '/leaderboard']]],
      ['instructor', [phone, ['/instructor', taught]], [desk, [taught]]],
      ['admin', [phone, ['/ops', grain]], [desk, ['/ops']]],
    ]
    for (const [person, ...screens] of visits) {
      for (const [{ form, viewport, colorScheme }, paths] of screens) {
        const storageState = person ? await people[person].context.storageState() : undefined
        const context = await browser.newContext({ viewport, colorScheme, storageState, reducedMotion: 'reduce' })
        context.setDefaultTimeout(patience)
        for (const at of paths) {
          const page = await open(context, at)
          await page.locator('h1').waitFor()
          if (person) await isLive(page)
          await until('loading ends', async () => (await page.locator('main [aria-busy="true"]').count()) === 0)
          await picture(page, `${form}${at.replace(/[0-9a-f-]{36}/, 'one').replaceAll('/', '-')}-${person ?? 'guest'}`)
          const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
          if (over > 0) throw new Error(`${at} is ${over} px wider than the ${form}`)
          await page.evaluate(axe)
          const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }))
          const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
          if (grave.length > 0) {
            throw new Error(`${at} (${form}): ${grave.map((v) => `${v.id}: ${v.help} ${v.nodes.map((n) => n.target).join(' ')}`).join('; ')}`)
          }
          await page.close()
        }
        await context.close()
      }
    }
  },

  'no page has complained in the console': async () => {
    if (complaints.length > 0) throw new Error(complaints.join('; '))
  },
}

function everyPage() {
  return Object.values(people).flatMap(({ page, board }) => (board ? [page, board] : [page]))
}

async function open(context, at) {
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`))
  page.on('console', (message) => {
    // The browser itself reports every request that fails; while the server is down that is as it should be.
    if (message.type() === 'error' && !/ERR_CONNECTION_|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE/.test(message.text())) {
      complaints.push(`${page.url()}: ${message.text()}`)
    }
  })
  await page.goto(address + at)
  return page
}

const isLive = (page) => page.locator('[data-connection="live"]').waitFor({ timeout: 45_000 })
const picture = (page, name) => page.screenshot({ path: path.join(pictures, `${name}.png`) })
const number = async (locator) => Number((await locator.first().textContent()).replace(/\D/g, ''))
const completed = (page) => page.locator('.module[data-completed]').count()
const remaining = (page) => page.locator('.module:not([data-completed])').count()
const percent = async (page) => Number(await page.locator('.progress-panel .ring').getAttribute('aria-valuenow'))
const xp = (page) => number(page.locator('.xp-chip [data-figure="xp"]'))
const ownXp = (page) => number(page.locator('[data-own] .board-xp'))
const boardText = (page) => page.locator('.board').first().textContent()

/** Completes the next lesson, or the next module that has none, and waits until it shows as completed. */
async function completeNext(page) {
  const button = page.locator('.module[data-next] [data-complete]').first()
  const id = await button.getAttribute('data-complete')
  await button.click()
  await page.locator(`[data-complete="${id}"]`).waitFor({ state: 'detached' })
}

async function figures() {
  const { learner } = people
  return {
    completed: await completed(learner.page),
    percent: await percent(learner.page),
    xp: await xp(learner.page),
    ownXp: await ownXp(learner.board),
  }
}

async function until(what, holds) {
  const end = performance.now() + patience
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within ${patience / 1000} s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

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
