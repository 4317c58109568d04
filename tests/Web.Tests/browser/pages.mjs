/*
 * Drives a browser through what all pages have in common.  node pages.mjs <address> <folder for pictures>
 */
import { address, complaints, isLive, isSound, newContext, open, picture, pictures, play, until } from './stage.mjs'

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
      const page = await (await newContext(phone)).newPage() // Its console is told of the status.
      const answer = await page.goto(address + at)
      if (answer.status() !== 404) throw new Error(`${at} answers ${answer.status()}`)
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
    // Not the leaderboard: who is not on it is asked about a few times, until the board has surely taken up their XP.
    const visits = [
      ['student', '/dashboard', '.my-course'], ['student', '/courses', '.course-card'],
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

  'a refused completion leaves the title of the lesson its width': async () => {
    const { context } = people.student
    const page = await context.newPage() // Its console is told of the refusal below.
    await page.setViewportSize(phone.viewport)
    await openLessons(page)
    const lesson = page.locator('.lessons li').filter({ has: page.locator('[data-complete]') }).first()
    const title = lesson.locator('.lesson-title')
    const { width } = await title.boundingBox()
    await page.route('**/complete', (route) =>
      route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ code: 'service.unavailable' }) }))
    await lesson.locator('[data-complete]').click()
    await lesson.getByRole('alert').waitFor()
    await picture(page, 'pages-refused')
    const after = await title.boundingBox()
    if (after.width < width) throw new Error(`the title had ${width} px and has ${after.width}`)
    await page.close()
  },

  'what XP are for is said as they are earned': async () => {
    const page = await people.student.context.newPage()
    await openLessons(page)
    await page.locator('.lessons [data-complete]').first().click()
    await page.locator('.toast', { hasText: '+50 XP Lesson completed' }).waitFor()
    await page.getByRole('log', { name: 'Announcements' }).getByText('Lesson completed: 50 XP earned.').waitFor()
    await picture(page, 'pages-toast')
    await page.close()
  },

  'whoever teaches a course is led to its learners, not asked to enroll': async () => {
    const { context } = people.instructor
    const page = await open(context, '/instructor')
    const course = (await page.locator('.taught').first().getAttribute('href')).replace('/instructor', '')
    await page.goto(address + course)
    await page.getByRole('complementary', { name: 'Your course' }).getByRole('link', { name: 'See your learners' }).waitFor()
    if (await page.getByRole('button', { name: 'Enroll in this course' }).count()) throw new Error('they are asked to enroll')
    await isSound(page, 'the own course')
    await picture(page, 'pages-own-course')
    await page.close()
  },

  'a menu obeys End, Home, letters and Escape, and Tab leaves it closed': async () => {
    const page = await open(people.instructor.context, '/chat')
    await page.locator('.room-row', { hasText: 'Modern Web Development' }).first().click()
    const opener = page.getByRole('button', { name: 'More about this conversation' })
    const items = page.getByRole('menuitem')
    const focused = async (name) => {
      await until(`“${name}” has the focus`, async () => (await page.evaluate(() => document.activeElement.textContent)) === name)
    }
    await opener.focus()
    await page.keyboard.press('Enter')
    await items.first().waitFor()
    const names = await items.allTextContents()
    if (names.length < 3) throw new Error(`there is ${names}`)
    await focused(names[0])
    await page.keyboard.press('End')
    await focused(names.at(-1))
    await page.keyboard.press('Home')
    await focused(names[0])
    await page.keyboard.press('r')
    await focused('Reports')
    await picture(page, 'pages-menu')
    await page.keyboard.press('Escape')
    await items.first().waitFor({ state: 'detached' })
    await until('the focus is back', () => opener.evaluate((button) => button === document.activeElement))
    await page.keyboard.press('Enter')
    await items.first().waitFor()
    await page.keyboard.press('Tab')
    await items.first().waitFor({ state: 'detached' })
    await page.close()
  },

  'Ctrl+K leads by a few letters to a page, a lesson, a conversation and a person': async () => {
    const page = await people.student.context.newPage()
    await openLessons(page)
    const modifier = (await page.evaluate(() => /Mac/.test(navigator.platform))) ? 'Meta' : 'Control'
    const goTo = async (typed, found) => {
      await page.keyboard.press(`${modifier}+k`)
      const field = page.getByRole('dialog').getByRole('searchbox', { name: 'Go to' })
      await field.fill(typed)
      const entry = page.getByRole('menuitem', { name: found }).first()
      await entry.waitFor()
      await until('it is the one that Enter takes', async () => {
        if ((await entry.getAttribute('data-focused')) === 'true') return true
        await page.keyboard.press('ArrowDown')
        return false
      })
      if (typed === 'tuesday') await picture(page, 'pages-palette')
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
    await goTo('dash', 'Dashboard')
    await page.waitForURL('**/dashboard')
    await goTo('tuesday', 'Tuesday study group')
    await page.locator('.composer').waitFor()
    await goTo('rereading', /Retrieval beats rereading/)
    await page.waitForURL(/courses\/[\w-]+#module-/)
    await page.locator('.lessons li', { hasText: 'Retrieval beats rereading' }).waitFor()
    await goTo('lena', 'Lena Fischer')
    await page.locator('.conversation-title', { hasText: 'Lena Fischer' }).waitFor()
    await page.close()
  },

  'what is chosen in the settings is kept, and shown at once': async () => {
    const context = await newContext({ storageState: await people.student.context.storageState() })
    const page = await open(context, '/settings')
    const name = page.locator('input[name="displayName"]')
    const before = await name.inputValue()
    const rename = async (to) => {
      await name.fill(to)
      await page.locator('.settings button[type="submit"]').first().click()
      await page.locator('.account-button', { hasText: to }).waitFor()
    }
    await rename('Robin Castle-Hill')
    await page.getByLabel('Language', { exact: true }).selectOption('de')
    await page.getByRole('heading', { level: 1, name: 'Einstellungen' }).waitFor()
    await page.getByText('Dunkel', { exact: true }).click()
    await isSound(page, 'the settings')
    await picture(page, 'pages-settings')
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'Einstellungen' }).waitFor()
    const kept = await page.evaluate(() => document.documentElement.style.colorScheme)
    if (kept !== 'dark') throw new Error(`the appearance is "${kept}"`)
    if ((await name.inputValue()) !== 'Robin Castle-Hill') throw new Error('the name is not kept')
    await page.getByLabel('Sprache', { exact: true }).selectOption('en')
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
    await rename(before)
    await context.close()
  },

  'no script can read what keeps somebody logged in': async () => {
    const { context } = people.student
    const page = await context.newPage()
    await page.goto(`${address}/settings`)
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
    const readable = await page.evaluate(() => `${JSON.stringify({ ...localStorage })} ${document.cookie}`)
    if (/refresh/i.test(readable)) throw new Error(`a script reads ${readable}`)
    const cookie = (await context.cookies()).find(({ name }) => name === 'academy-refresh')
    if (!cookie?.httpOnly || cookie.sameSite !== 'Strict') throw new Error(`the cookie is ${JSON.stringify(cookie)}`)
    await page.close()
  },

  'lessons finished offline outlive the tab, are sent once when it is back, and the teacher sees them': async () => {
    const context = await newContext(phone)
    const page = await open(context, '/register')
    await page.getByLabel('Your name').fill('Nora Offline')
    await page.getByLabel('E-mail').fill(`nora-${Date.now()}@academy.test`)
    await page.getByLabel('Password').fill('a-long-password')
    await page.getByRole('button', { name: 'Create account' }).click()
    await isLive(page)
    await page.goto(`${address}/chat`)
    await page.getByText('No conversations yet').filter({ visible: true }).waitFor()
    await isSound(page, 'a chat without conversations')
    await picture(page, 'pages-chat-empty')
    await openLessons(page)
    const course = page.url().split('/').at(-1)
    await context.setOffline(true)
    const lessons = page.locator('.module').first().locator('.lessons > li')
    const all = await lessons.count()
    if (all < 3) throw new Error(`the module has ${all} lessons`)
    for (let at = 0; at < all; at++) {
      await lessons.nth(at).locator('[data-complete]').click()
      await lessons.nth(at).getByText('Completed here, sent with the next connection').waitFor()
    }
    await page.getByRole('link', { name: `${all} changes wait` }).click()
    await page.getByRole('heading', { level: 1, name: 'Waiting on this device' }).waitFor()
    if ((await page.getByRole('button', { name: /^Discard/ }).count()) !== all) throw new Error('not all that waits is listed')
    await picture(page, 'pages-waiting')
    await page.close()
    await context.setOffline(false)

    const again = await open(context, `/courses/${course}`)
    await again.locator('.lessons').first().waitFor({ state: 'attached' }) // A module that is completed is closed.
    await until('all are completed', async () => (await again.locator('.module').first().locator('.lessons > li[data-completed]').count()) === all)
    await until('nothing waits', async () => (await again.getByRole('link', { name: /changes? waits?$/ }).count()) === 0)
    await again.getByRole('button', { name: 'Leave this course' }).click()
    await again.getByRole('dialog').getByRole('button', { name: 'Leave', exact: true }).click()
    await again.getByRole('button', { name: 'Enroll in this course' }).click()
    await until('it goes on where it was', async () => (await again.locator('.module').first().locator('.lessons > li[data-completed]').count()) === all)
    await again.goto(`${address}/waiting`)
    await again.getByRole('heading', { level: 2, name: 'Nothing is waiting' }).waitFor()
    await isSound(again, 'what waits')
    await context.close()

    const teacher = await open(people.instructor.context, `/instructor/courses/${course}`)
    await teacher.locator('.feed-row', { hasText: 'Nora Offline completed' }).first().waitFor()
    await teacher.close()
  },

  'progress is seen in forced colors': async () => {
    const storageState = await people.student.context.storageState()
    const context = await newContext({ storageState, forcedColors: 'active' })
    const page = await open(context, '/dashboard')
    const bar = page.locator('.my-course .bar').first()
    await bar.waitFor()
    const [filled, empty] = await bar.evaluate((element) =>
      [element.firstElementChild, element].map((each) => getComputedStyle(each).backgroundColor))
    if (filled === empty) throw new Error(`what is done and what remains are both ${filled}`)
    await picture(page, 'pages-forced-colors')
    await context.close()
  },

  'a printed course has every lesson, and nothing to be pressed': async () => {
    const context = await newContext({ storageState: await people.student.context.storageState(), colorScheme: 'dark', ...phone })
    const page = await context.newPage()
    await openLessons(page)
    await page.emulateMedia({ media: 'print' })
    const lessons = page.locator('.lessons li')
    const isDrawn = (element) => element.checkVisibility({ contentVisibilityAuto: true, opacityProperty: true, visibilityProperty: true })
    for (const lesson of await lessons.all()) {
      if (!(await lesson.evaluate(isDrawn))) throw new Error(`“${await lesson.textContent()}” is missing`)
    }
    for (const what of ['.places', '.top', '.lessons .button']) {
      if (await page.locator(what).first().evaluate(isDrawn)) throw new Error(`${what} is printed`)
    }
    if ((await page.evaluate(() => getComputedStyle(document.body).color)) !== 'rgb(23, 32, 29)') throw new Error('the text is light')
    await page.screenshot({ path: `${pictures}/pages-print.png`, fullPage: true })
    await context.close()
  },

  'the live page of a course counts all its learners, not those of the latest events': async () => {
    const page = await open(people.instructor.context, '/instructor')
    const taught = page.locator('.taught', { hasText: 'Modern Web Development' })
    const [, learners] = /([\d,]+) learners/.exec(await taught.textContent())
    await taught.click()
    await page.locator('[data-figure="learners"]', { hasText: learners }).waitFor()
    await page.close()
  },

  'what is said of a lost connection covers nothing of a conversation': async () => {
    for (const screen of [phone, {}]) {
      const context = await newContext({ ...screen, storageState: await people.student.context.storageState() })
      const page = await open(context, '/chat')
      await page.locator('.room-row').first().click()
      await page.locator('.conversation-tools').waitFor()
      await context.setOffline(true)
      const notice = page.locator('.connection-notice')
      await notice.waitFor()
      await until('the notice stands still', () => notice.evaluate((element) => element.getAnimations().length === 0))
      const covered = await notice.evaluate((element) => {
        const { top, bottom, left, right } = element.getBoundingClientRect()
        return [...document.querySelectorAll('.conversation-head, .rooms-head, .composer')]
          .map((other) => [other.className, other.getBoundingClientRect()])
          .filter(([, box]) => box.width > 0 && box.top < bottom && box.bottom > top && box.left < right && box.right > left)
          .map(([name]) => name)
      })
      if (covered.length > 0) throw new Error(`${covered} is covered`)
      if (await page.evaluate(() => document.querySelector('.composer').getBoundingClientRect().bottom > innerHeight)) {
        throw new Error('the field to write in is out of sight')
      }
      await picture(page, `pages-chat-offline-${screen.viewport ? 'phone' : 'desk'}`)
      await context.close()
    }
  },

  'enlarged to 400 %, a page that is scrolled has the window to itself': async () => {
    const context = await newContext({ viewport: { width: 320, height: 256 }, storageState: await people.student.context.storageState() })
    for (const at of ['/dashboard', '/courses', '/leaderboard']) {
      const page = await open(context, at)
      await isLive(page)
      await until('loading ends', async () => (await page.locator('main [aria-busy="true"]').count()) === 0)
      await page.evaluate(() => scrollTo(0, 400))
      const taken = await page.evaluate(() => [4, 128, 252].filter((y) => !document.elementFromPoint(160, y)?.closest('main')))
      if (taken.length > 0) throw new Error(`${at}: at ${taken} there is a bar`)
      await isSound(page, `${at} at 400 %`)
      await picture(page, `pages-zoomed${at.replace('/', '-')}`)
      await page.close()
    }
    const page = await open(context, '/chat')
    await page.locator('.room-row').first().click()
    await page.locator('.composer').first().waitFor()
    await page.evaluate(() => scrollTo(0, 400))
    if ((await page.locator('.conversation').boundingBox()).height < 256) throw new Error('the conversation does not have the window')
    await context.close()
  },

  'no page has complained in the console': async () => {
    if (complaints.length > 0) throw new Error(complaints.join('; '))
  },
}

/** A course with lessons, which the learner is in. */
async function openLessons(page) {
  await page.goto(`${address}/courses`)
  await page.getByRole('link', { name: 'Learning to Learn' }).click()
  const enroll = page.getByRole('button', { name: 'Enroll in this course' })
  await enroll.or(page.locator('.progress-panel')).first().waitFor()
  if (await enroll.isVisible()) await enroll.click()
  await page.locator('.lessons [data-complete]').first().waitFor()
}

await play(steps)
