/*
 * Drives a browser that loses its connection.  node offline.mjs <address> <folder for pictures>
 */
import { address, complaints, isLive, isSound, newContext, open, picture, play, until } from './stage.mjs'

const phone = { viewport: { width: 390, height: 844 } }
const people = {}

const steps = {
  'a learner and a teacher log in, each in a browser of their own': async () => {
    for (const [person, role] of [['learner', 'student'], ['teacher', 'instructor']]) {
      const context = await newContext(phone)
      const page = await open(context, '/login')
      await page.locator(`[data-demo="${role}"]`).click()
      await isLive(page)
      people[person] = { context, page }
    }
  },

  'the academy is an app that can be installed': async () => {
    const { page, context } = people.learner
    const devtools = await context.newCDPSession(page)
    const { errors, url, data } = await devtools.send('Page.getAppManifest')
    if (errors.length > 0 || !url.endsWith('/manifest.webmanifest')) throw new Error(`the manifest at ${url}: ${JSON.stringify(errors)}`)
    const manifest = JSON.parse(data)
    for (const { src, sizes, type } of manifest.icons) {
      const icon = await page.evaluate(async (src) => {
        const answer = await fetch(src)
        const picture = await createImageBitmap(await answer.blob()).catch(() => null) // A drawing has no size of its own.
        return { type: answer.headers.get('Content-Type'), sizes: picture ? `${picture.width}x${picture.height}` : 'any' }
      }, src)
      if (icon.type !== type || icon.sizes !== sizes) throw new Error(`${src} is ${JSON.stringify(icon)}`)
    }
    const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors')
    const grave = installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')
    if (grave.length > 0) throw new Error(JSON.stringify(grave))
    const worker = await page.evaluate(async () => (await fetch('/sw.js')).headers.get('Cache-Control'))
    if (worker !== 'no-cache') throw new Error(`the worker may be cached: ${worker}`)
    await isKept(page)
  },

  'a page whose file was never loaded opens offline, and says what is missing, with a way back': async () => {
    const { page, context } = people.learner
    await context.setOffline(true)
    await page.getByRole('link', { name: 'Leaderboard' }).click()
    await page.getByRole('heading', { level: 1, name: 'Leaderboard' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'Leaderboard' }).waitFor()
    await context.setOffline(false)
    await isLive(page)
  },

  'a new version is offered where nothing is being typed, and taken by the tab that asks for it': async () => {
    const { page, context } = people.learner
    const other = await open(context, '/settings')
    const name = other.getByLabel('Your name')
    await name.fill('Somebody Else')
    for (const each of [page, other]) await each.evaluate(() => (window.sameDocument = true))
    await page.evaluate(() => navigator.serviceWorker.register('/sw.js?next').then(() => {})) // The same worker from another address is a new one.
    const notice = (each) => each.getByText('A new version is there.')
    await notice(page).waitFor()
    await isSound(page, 'the notice of a new version')
    await picture(page, 'offline-new-version')
    await until('it is waiting', () => other.evaluate(async () => (await navigator.serviceWorker.getRegistration()).waiting !== null))
    if (await notice(other).isVisible()) throw new Error('it is offered while somebody types')
    await page.getByRole('button', { name: 'Use it' }).click()
    await until('the tab that asked is loaded again', () => page.evaluate(() => window.sameDocument === undefined).catch(() => false))
    if (!(await other.evaluate(() => window.sameDocument)) || (await name.inputValue()) !== 'Somebody Else') throw new Error('what was typed elsewhere is gone')
    await name.fill('')
    await name.blur()
    await other.getByRole('heading', { level: 1 }).click()
    await other.getByText('Appearance').first().click()
    await other.getByRole('link', { name: 'Skip to content' }).focus()
    await notice(other).waitFor()
    await other.getByRole('button', { name: 'Later' }).click()
    await notice(other).waitFor({ state: 'detached' })
    await other.close()
  },

  'no page has complained in the console': async () => {
    if (complaints.length > 0) throw new Error(complaints.join('; '))
  },
}

/** The worker has the files of every page. */
async function isKept(page) {
  await until('the worker has taken over', () => page.evaluate(() => navigator.serviceWorker.controller !== null))
}

await play(steps)
