/*
 * Drives a browser through what all pages have in common.  node pages.mjs <address> <folder for pictures>
 */
import { address, complaints, isLive, isSound, newContext, open, picture, play, until } from './stage.mjs'

const phone = { viewport: { width: 390, height: 700 } }
const people = {}

const steps = {
  'the demo accounts log in, each in a browser of their own': async () => {
    for (const role of ['student', 'instructor', 'admin']) {
      const context = await newContext()
      const page = await open(context, '/login')
      await page.locator(`[data-demo="${role}"]`).click()
      await isLive(page)
      people[role] = { context, page }
    }
  },

  'an unknown address says so in the heading of its page': async () => {
    for (const at of ['/nowhere', '/courses/one/two']) {
      const page = await open(await newContext(phone), at)
      await page.getByRole('heading', { level: 1, name: 'There is nothing here' }).waitFor()
      await isSound(page, at)
      await page.close()
    }
  },

  'Back leads to the place in the list that one left, with every page of it that was loaded': async () => {
    const page = await open(await newContext(phone), '/login')
    // The demo has few courses: a page of the list has one.
    await page.route(/\/api\/v1\/courses(\?|$)/, (route) => {
      const url = new URL(route.request().url())
      url.searchParams.set('limit', '1')
      return route.continue({ url: url.href })
    })
    await page.getByRole('link', { name: 'Courses' }).click()
    const cards = page.locator('.course-card')
    for (const loaded of [1, 2]) {
      await until(`${loaded} courses are there`, async () => (await cards.count()) === loaded)
      await page.getByRole('button', { name: 'Show more' }).click()
    }
    await until('three courses are there', async () => (await cards.count()) === 3)
    await cards.last().locator('a').scrollIntoViewIfNeeded()
    const before = await page.evaluate(() => scrollY)
    if (before < 200) throw new Error('the list is too short to lose a place in')
    await cards.last().locator('a').click()
    await page.locator('.course-heading').waitFor()
    await until('a new page begins at its top', async () => (await page.evaluate(() => scrollY)) === 0)
    await page.goBack()
    await until('the place is back', async () => (await page.evaluate(() => scrollY)) === before)
    if ((await cards.count()) !== 3) throw new Error(`${await cards.count()} courses are left`)
    await page.close()
  },

  'no page reads the same twice': async () => {
    const visits = [
      ['student', '/dashboard', '.my-course'], ['student', '/courses', '.course-card'], ['student', '/leaderboard', '.board-row'],
      ['instructor', '/instructor', '.taught'], ['student', '/chat', '.room-row'],
    ]
    for (const [role, at, shown] of visits) {
      const page = await people[role].context.newPage()
      const read = []
      page.on('request', (request) => request.method() === 'GET' && request.url().includes('/api/') && read.push(request.url()))
      await page.goto(address + at)
      await isLive(page)
      await page.locator(shown).first().waitFor()
      await page.waitForLoadState('networkidle')
      const twice = read.filter((url, index) => read.indexOf(url) !== index)
      if (twice.length > 0) throw new Error(`${at} reads ${twice.join(', ')} again`)
      await page.close()
    }
  },

  'while the cluster does not answer, its page shows the problem and does not flicker': async () => {
    const page = await people.admin.context.newPage() // Its console is told of the answers below.
    let isDown = true
    let asked = 0
    await page.route('**/api/v1/ops/cluster', (route) => {
      asked++
      return isDown
        ? route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ code: 'service.unavailable' }) })
        : route.continue()
    })
    const flickers = async (selector, rounds) => {
      const enough = asked + rounds
      await page.evaluate((selector) => {
        window.gone = 0
        new MutationObserver(() => document.querySelector(selector) || window.gone++).observe(document.body, { childList: true, subtree: true })
      }, selector)
      await until('it is asked again', async () => asked >= enough)
      return page.evaluate(() => window.gone)
    }
    await page.goto(`${address}/ops`)
    await page.getByText('This could not be loaded').waitFor()
    if (await flickers('main [role="alert"]', 3)) throw new Error('the problem gives way to a skeleton')
    isDown = false
    await page.locator('[data-member]').first().waitFor()
    isDown = true
    await page.locator('.problem-note').waitFor()
    if (await flickers('.problem-note', 3)) throw new Error('the problem beside what was known comes and goes')
    await page.locator('[data-member]').first().waitFor()
    await picture(page, 'pages-ops-unavailable')
    await page.close()
  },

  'a page that was never opened says offline that it cannot be, and comes with the connection': async () => {
    const context = await newContext({ storageState: await people.student.context.storageState() }) // Nothing is cached.
    const page = await open(context, '/dashboard')
    await isLive(page)
    await context.setOffline(true)
    await page.getByRole('link', { name: 'Leaderboard' }).click()
    await page.getByRole('heading', { level: 1, name: 'You are offline' }).waitFor()
    await picture(page, 'pages-offline')
    await context.setOffline(false)
    await page.getByRole('heading', { level: 1, name: 'Leaderboard' }).waitFor()
    await context.close()
  },

  'no page has complained in the console': async () => {
    if (complaints.length > 0) throw new Error(complaints.join('; '))
  },
}

await play(steps)
