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

  'Back leads to the place in the list that one left': async () => {
    const page = await open(await newContext(phone), '/courses')
    const last = page.locator('.course-card a').last()
    await last.scrollIntoViewIfNeeded()
    const before = await page.evaluate(() => scrollY)
    if (before < 200) throw new Error('the list is too short to lose a place in')
    await last.click()
    await page.locator('.course-heading').waitFor()
    await until('a new page begins at its top', async () => (await page.evaluate(() => scrollY)) === 0)
    await page.goBack()
    await page.locator('.course-card').first().waitFor()
    await until('the place is back', async () => (await page.evaluate(() => scrollY)) === before)
    await page.close()
  },

  'a page that was never opened says offline that it cannot be, and comes with the connection': async () => {
    const { context } = people.student
    const page = await open(context, '/dashboard')
    await isLive(page)
    await context.setOffline(true)
    await page.getByRole('link', { name: 'Leaderboard' }).click()
    await page.getByRole('heading', { level: 1, name: 'You are offline' }).waitFor()
    await picture(page, 'pages-offline')
    await context.setOffline(false)
    await page.getByRole('heading', { level: 1, name: 'Leaderboard' }).waitFor()
    await page.close()
  },

  'no page has complained in the console': async () => {
    if (complaints.length > 0) throw new Error(complaints.join('; '))
  },
}

await play(steps)
