/*
 * Drives two browsers through the main job.  node main-job.mjs <address> <folder for pictures>
 */
import { address, complaints, isLive, isSound, newContext, open, picture, play, until } from './stage.mjs'

const people = {}
let traced

const steps = {
  'the demo learner and the demo instructor log in, each in a browser of their own': async () => {
    for (const [person, role] of [['learner', 'student'], ['instructor', 'instructor']]) {
      const context = await newContext()
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

  'a completion that cannot be sent is kept, and says so': async () => {
    const module = people.learner.page.locator('.module[data-next]')
    await module.locator('[data-complete]').first().click()
    await module.getByText('Completed here, sent with the next connection').waitFor()
  },

  'both pages reconnect by themselves and have lost nothing': async () => {
    const { learner } = people
    for (const page of everyPage()) {
      await isLive(page)
      if (!(await page.evaluate(() => window.sameDocument))) throw new Error(`${page.url()} was loaded again`)
    }
    await until('what was kept has been sent', async () => (await learner.page.locator('.complete-kept').count()) === 0)
    const shown = async (page) => [await completed(page), await percent(page), await xp(page)].join()
    const fresh = await open(learner.context, new URL(learner.page.url()).pathname)
    await fresh.locator('.progress-panel').waitFor()
    await until('a fresh page shows the same', async () => (await shown(fresh)) === (await shown(learner.page)))
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
      await learner.page.locator('.panel-finished', { hasText: 'Course completed' }).waitFor()
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
    const context = await newContext()
    const page = await open(context, '/login')
    await page.locator('[data-demo="admin"]').click()
    await isLive(page)
    await page.goto(`${address}/ops`)
    await page.locator('[data-member][data-status="active"]').waitFor()
    await page.locator('[data-type]').first().waitFor()
    await page.getByLabel('Name').fill(learner)
    await page.getByRole('button', { name: 'Look' }).click()
    await page.getByRole('group', { name: 'State' }).filter({ hasText: '"enrollments"' }).waitFor()
    if ((await page.locator('.stored summary').count()) !== 20) throw new Error('the latest 20 events are not there')
    people.admin = { context, page }
  },

  'an operator is shown a problem, and follows its trace to what the request wrote': async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
    await people.learner.page.evaluate(async (traceparent) => {
      const { accessToken } = JSON.parse(localStorage.getItem('academy.session'))
      const ask = async (path, init) => {
        const headers = { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/json', traceparent }
        const answer = await fetch(`/api/v1/progress/${path}`, { headers, ...init })
        if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
        return answer.json()
      }
      const { items: [record] } = await ask('my-progress')
      await ask(record.id, { method: 'PATCH', body: JSON.stringify({ secondsSpent: 60 }) })
    }, `00-${trace}-00f067aa0ba902b7-01`)

    const page = await people.admin.context.newPage() // Its console is told of the answer below.
    await page.route('**/api/v1/ops/cluster', (route) =>
      route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify({ code: 'some.code', detail: 'It failed.', traceId: trace }) }))
    await page.goto(`${address}/ops`)
    await page.getByText('It failed.').waitFor()
    await page.getByRole('link', { name: 'What it led to' }).click()
    await page.locator('[data-event="progress.time-spent"]').getByRole('link').click()
    await page.getByRole('group', { name: 'State' }).filter({ hasText: '"enrollments"' }).waitFor()
    await page.goto(`${address}/ops/traces/${trace}`)
    await page.locator('[data-event]').first().waitFor()
    traced = new URL(page.url()).pathname
    await page.close()
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
      ['admin', [phone, ['/ops', grain, traced]], [desk, ['/ops']]],
    ]
    for (const [person, ...screens] of visits) {
      for (const [{ form, viewport, colorScheme }, paths] of screens) {
        const storageState = person ? await people[person].context.storageState() : undefined
        const context = await newContext({ viewport, colorScheme, storageState, reducedMotion: 'reduce' })
        for (const at of paths) {
          const page = await open(context, at)
          await page.locator('h1').waitFor()
          if (person) await isLive(page)
          await until('loading ends', async () => (await page.locator('main [aria-busy="true"]').count()) === 0)
          await picture(page, `${form}${at.replace(/[0-9a-f-]{36}/, 'one').replaceAll('/', '-')}-${person ?? 'guest'}`)
          await isSound(page, `${at} (${form})`)
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

await play(steps)
