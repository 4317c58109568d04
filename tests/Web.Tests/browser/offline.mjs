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

  'a course that was never visited is read offline, and by nobody else on this device': async () => {
    const context = await newContext(phone)
    const page = await newLearner(context, 'Nora Tunnel')
    const unvisited = await courseId(page, 'Learning to Learn')
    const other = await courseId(page, 'Modern Web Development')
    // Enrolled on another device, as far as this one knows: nothing of the course was ever opened here.
    await enroll(page, unvisited)
    await isKept(page)
    await isOnDevice(page, unvisited)
    await context.setOffline(true)
    await page.goto(`${address}/courses/${unvisited}`)
    await page.locator('.progress-panel').waitFor()
    const lesson = page.locator('.lessons details').first()
    await lesson.locator('summary').click()
    await until('the lesson’s text is there', async () => (await lesson.locator('.markdown').textContent()).length > 40)
    await isSound(page, 'a course offline')
    await picture(page, 'offline-course')
    await page.goto(`${address}/dashboard`)
    await page.locator('.my-course').waitFor()
    await picture(page, 'offline-dashboard')

    await page.goto(`${address}/courses/${other}`)
    await isNotHere(page)
    await page.getByText('It comes by itself when you are connected again.').waitFor()
    await picture(page, 'offline-not-here')
    await page.getByRole('button', { name: 'Go back' }).click()
    await page.locator('.my-course').waitFor()
    await page.goForward()
    await isNotHere(page)
    await context.setOffline(false)
    await page.locator('.course-heading').waitFor()

    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('button', { name: 'Log out' }).click()
    await until('nothing is left of it', async () => (await keptEntries(page)).length === 0)
    await page.goto(`${address}/login`)
    await page.locator('[data-demo="student"]').click()
    await isLive(page)
    await until('the next person’s courses are kept', async () => (await keptEntries(page)).some(({ name }) => name.startsWith('["course"')))
    const owners = new Set((await keptEntries(page)).map(({ owner }) => owner))
    if (owners.size !== 1) throw new Error(`what is kept belongs to ${[...owners]}`)
    await context.close()
  },

  'three lessons finished offline in a course never visited count once each, the tab closed in between': async () => {
    const context = await newContext(phone)
    const first = await newLearner(context, 'Ines Unterwegs')
    const course = await courseId(first, 'Learning to Learn')
    await enroll(first, course)
    await isKept(first)
    await isOnDevice(first, course)
    await context.setOffline(true)
    await first.goto(`${address}/courses/${course}`)
    const lessons = first.locator('.module').first().locator('.lessons > li')
    await lessons.first().waitFor()
    for (let at = 0; at < 3; at++) {
      await lessons.nth(at).locator('[data-complete]').click()
      await lessons.nth(at).getByText('Completed here, sent with the next connection').waitFor()
    }
    await first.close()
    const waiting = await open(context, '/waiting')
    await until('all three wait', async () => (await waiting.getByRole('button', { name: /^Discard/ }).count()) === 3)
    await isSound(waiting, 'what waits, offline')
    await waiting.close()

    await context.setOffline(false)
    const [page, second] = [await open(context, `/courses/${course}`), await open(context, '/dashboard')] // Two tabs, and it is sent once.
    await until('nothing waits', async () => (await page.getByRole('link', { name: /changes? waits?$/ }).count()) === 0)
    const done = page.locator('.module').first().locator('.lessons > li[data-completed]')
    await until('all three are completed', async () => (await done.count()) === 3)
    const earned = async () => (await ask(page, 'gamification/activity')).recent.filter(({ cause }) => cause === 'lesson')
    await until('there is a row for each', async () => (await earned()).length === 3)
    const teacher = await open(people.teacher.context, `/instructor/courses/${course}`)
    const told = teacher.locator('.feed-row', { hasText: 'Ines Unterwegs completed' })
    await until('the teacher sees them', async () => (await told.count()) > 0)
    await picture(teacher, 'offline-teacher')
    await teacher.close()
    await second.close()
    people.traveller = { context, page, course }
  },

  'settings that were changed offline are shown, outlive the tab and arrive': async () => {
    const { context, page } = people.traveller
    await page.goto(`${address}/settings`)
    await page.getByLabel('Your name').waitFor()
    await context.setOffline(true)
    await page.getByLabel('Your name').fill('Ines Daheim')
    await page.locator('.settings button[type="submit"]').first().click()
    await page.getByText('Saved on this device, sent with the next connection').waitFor()
    await page.getByLabel('Time zone').selectOption('Pacific/Auckland')
    await until('two changes wait', async () => (await page.getByRole('link', { name: '2 changes wait' }).count()) === 1)
    await isSound(page, 'settings offline')
    await picture(page, 'offline-settings')
    await page.close()
    const again = await open(context, '/settings')
    await until('the change is shown', async () => (await again.getByLabel('Your name').inputValue()) === 'Ines Daheim')
    await context.setOffline(false)
    await until('it has arrived', async () => {
      const me = await ask(again, 'me').catch(() => null)
      return me?.displayName === 'Ines Daheim' && me.timeZone === 'Pacific/Auckland'
    })
    await until('nothing waits', async () => (await again.getByRole('link', { name: /changes? waits?$/ }).count()) === 0)
    people.traveller.page = again
  },

  'what was refused says why in the list, can be tried again, and is discarded': async () => {
    const { context, page } = people.traveller
    await page.goto(`${address}/courses/${await courseId(page, 'Modern Web Development')}`)
    const enroll = page.getByRole('button', { name: 'Enroll in this course' })
    await enroll.waitFor()
    await context.setOffline(true)
    await enroll.click()
    await page.getByText('You are enrolled with the next connection').waitFor()
    await picture(page, 'offline-enrolled')
    await page.goto(`${address}/waiting`)
    await page.getByText('Enrollment').waitFor()
    let isRefused = true
    await context.route('**/enroll', (route) =>
      isRefused
        ? route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify({ code: 'progress.course-not-published' }) })
        : route.continue())
    const heard = complaints.length
    await context.setOffline(false)
    await page.getByRole('button', { name: 'Try again' }).waitFor()
    await isSound(page, 'what was refused')
    await picture(page, 'offline-refused')
    complaints.splice(heard) // The browser reports the refusal.
    isRefused = false
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { level: 2, name: 'Nothing is waiting' }).waitFor()
    await page.goto(`${address}/dashboard`)
    await until('both courses are there', async () => (await page.locator('.my-course').count()) === 2)
  },

  'a message that was edited offline says so, and is edited for the others later': async () => {
    const { learner, teacher } = people
    const [page, other] = [await open(learner.context, '/chat'), await open(teacher.context, '/chat')]
    for (const each of [page, other]) await each.locator('.room-row', { hasText: 'Modern Web Development' }).first().click()
    await page.locator('.composer textarea').fill('Written in the tunnle')
    await page.keyboard.press('Enter')
    const message = (each, words) => each.locator('.message[data-message]', { hasText: words })
    await message(other, 'Written in the tunnle').waitFor()
    await learner.context.setOffline(true)
    const own = message(page, 'Written in the tunnle')
    await own.hover()
    await own.getByRole('button', { name: /^More/ }).click()
    await page.getByRole('menuitem', { name: 'Edit' }).click()
    await page.getByLabel('Edit the message').fill('Written in the tunnel')
    await page.getByRole('button', { name: 'Save' }).click()
    await message(page, 'Written in the tunnel').getByText('Changed here, sent with the next connection').waitFor()
    await picture(page, 'offline-edited')
    await page.getByRole('link', { name: '1 change waits' }).click()
    await page.getByText('Message edited').waitFor()
    await learner.context.setOffline(false)
    await message(other, 'Written in the tunnel').waitFor()
    await page.getByRole('heading', { level: 2, name: 'Nothing is waiting' }).waitFor()
    await page.close()
    await other.close()
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

async function newLearner(context, name) {
  const page = await open(context, '/register')
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('E-mail').fill(`${name.toLowerCase().replaceAll(' ', '-')}-${Date.now()}@academy.test`)
  await page.getByLabel('Password').fill('a-long-password')
  await page.getByRole('button', { name: 'Create account' }).click()
  await isLive(page)
  return page
}

const isOnDevice = (page, course) =>
  until('the course is on this device, and one’s progress', async () => {
    const { [JSON.stringify(['course', course])]: content, ...rest } = await kept(page)
    const learning = Object.entries(rest).find(([name]) => name.includes(' learning '))?.[1]
    return content && learning?.enrollments.some((each) => each.courseId === course)
  })

// A browser does not always know that it has no network.
const isNotHere = (page) => page.getByRole('heading', { level: 1, name: /^You are offline$|^There is no connection$/ }).waitFor()

/** Asks the server as the page's own code does, without a page that shows it. */
const ask = (page, path, init = {}) => page.evaluate(async ([path, init]) => {
  const { accessToken } = JSON.parse(localStorage.getItem('academy.session'))
  const answer = await fetch(`/api/v1/${path}`, { headers: { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/json' }, ...init })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
  return answer.json()
}, [path, init])

const courseId = async (page, title) => (await ask(page, 'courses')).items.find((course) => course.title === title).id
const enroll = (page, courseId) => ask(page, `courses/${courseId}/enroll`, { method: 'POST' })

const keptEntries = (page) => page.evaluate(async () => {
  const done = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: reject }))
  const database = await done(indexedDB.open('academy.kept'))
  const store = database.transaction('contents').objectStore('contents')
  const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())])
  database.close()
  return keys.map(([owner, name], at) => ({ owner, name, content: values[at] }))
})
const kept = async (page) => Object.fromEntries((await keptEntries(page)).map(({ name, content }) => [name, content]))

/** The worker has the files of every page. */
async function isKept(page) {
  await until('the worker has taken over', () => page.evaluate(() => navigator.serviceWorker.controller !== null))
}

await play(steps)
