/*
 * Drives a browser through the pages in other languages.  node languages.mjs <address> <folder for pictures>
 */
import { address, complaints, isLive, isSound, newContext, open, picture, play, until } from './stage.mjs'

const phone = { viewport: { width: 390, height: 800 } }
const states = {}

// Where each role goes: the address, or what is clicked on the way, and what is there when the page is.
const pages = [
  ['guest', '/', '.course-card'], ['guest', '/login', 'form'], ['guest', '/register', 'form'], ['guest', '/nowhere', '.blank-title'],
  ['student', '/dashboard', '.my-course'], ['student', '/courses', '.course-card'], ['student', '/leaderboard', '.board-row'],
  ['student', '/courses > .course-card a', '.modules'], ['student', '/chat', '.room-row'], ['student', '/chat > .room-row', '.composer'],
  ['student', '/chat/privacy', '.readings'], ['instructor', '/instructor', '.taught'], ['instructor', '/instructor > .taught', '.sums-figures'],
  ['admin', '/ops', '[data-member]'],
]

const steps = {
  'the demo accounts log in': async () => {
    for (const role of ['student', 'instructor', 'admin']) {
      const context = await newContext({ locale: 'en-GB' })
      const page = await open(context, '/login')
      await page.locator(`[data-demo="${role}"]`).click()
      await isLive(page)
      states[role] = await context.storageState()
      await context.close()
    }
  },

  'every text of every page is in a catalogue': async () => {
    const found = []
    for (const role of ['guest', 'student', 'instructor', 'admin']) {
      const context = await newContext({ locale: 'de-DE', ...(states[role] && { storageState: states[role] }) })
      await pretendGerman(context)
      const page = await context.newPage()
      const data = wordsFromServer(page, JSON.stringify(states[role] ?? ''))
      const texts = []
      for (const [, at, shown] of pages.filter(([of]) => of === role)) {
        await goTo(page, at, shown)
        texts.push(...(await textsOf(page)).map((text) => ({ at, text })))
      }
      if (role !== 'guest') await picture(page, `languages-pseudo-${role}`)
      await context.close()
      // By now all that the server sent has been read here, too.
      const isForeign = (word) => /[a-z]{3}/i.test(word) && !data.has(word.toLowerCase()) && !names.has(word)
      for (const { at, text } of texts) {
        const words = text.replace(/\S+@\S+|\b[0-9a-f]{7,40}\b/g, '').match(/[\p{L}]{3,}/gu) ?? []
        if (words.some(isForeign)) found.push(`${at}: ${text}`)
      }
    }
    if (found.length > 0) throw new Error(found.join('; '))
  },

  'every page is sound from right to left': async () => {
    for (const role of ['guest', 'student', 'instructor', 'admin']) {
      for (const [kind, screen] of Object.entries({ phone, desk: {} })) {
        const context = await newContext({ locale: 'ar-EG', ...screen, ...(states[role] && { storageState: states[role] }) })
        const page = await context.newPage()
        for (const [, at, shown] of pages.filter(([of]) => of === role)) {
          await goTo(page, at, shown)
          if ((await page.evaluate(() => document.documentElement.dir)) !== 'rtl') throw new Error(`${at} is not from right to left`)
          await isSound(page, `${at} in Arabic (${kind})`)
          await picture(page, `languages-ar-${kind}-${role}${at.replaceAll(/[^a-z]+/g, '-')}`)
        }
        await context.close()
      }
    }
  },

  'a refusal is said in the language of the person': async () => {
    const context = await newContext({ locale: 'de-AT' })
    const page = await context.newPage() // Its console is told of the refusal.
    await page.goto(`${address}/login`)
    await page.getByLabel('E-Mail').fill('learner@academy.test')
    await page.getByLabel('Passwort').fill('not-the-password')
    await page.getByRole('button', { name: 'Anmelden' }).click()
    await page.getByRole('alert').getByText('E-Mail und Passwort passen nicht zusammen.').waitFor()
    if ((await page.evaluate(() => document.documentElement.lang)) !== 'de') throw new Error('the page does not say that it is in German')
    await context.close()
  },

  'no page has complained in the console': async () => {
    if (complaints.length > 0) throw new Error(complaints.join('; '))
  },
}

// What no language translates: the product, its parts, units and formats that the browser's own words make.
const germanDates = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].flatMap((at) => [
  new Date(2026, at, 1).toLocaleDateString('de', { month: 'long' }), new Date(2026, 10, at + 1).toLocaleDateString('de', { weekday: 'long' }),
])
const names = new Set(['Academy', 'Ctrl', 'Uhr', 'https', 'http', 'traceId', 'FCP', 'LCP', 'INP', 'CLS', ...germanDates])

async function goTo(page, at, shown) {
  const [path, click] = at.split(' > ')
  await page.goto(address + path)
  if (click) await page.locator(click).first().click()
  await page.locator(shown).first().waitFor()
  await until('loading ends', async () => (await page.locator('main [aria-busy="true"]').count()) === 0)
}

/** The catalogue of German is one made of the English one: every letter has an accent. What has none did not come from it. */
async function pretendGerman(context) {
  await context.route(/\/assets\/de-[\w-]+\.js$/, async (route) => {
    const english = await textAt(`/assets/${await nameOfEnglish()}`)
    const { messages } = await import(`data:text/javascript;base64,${Buffer.from(english).toString('base64')}`)
    const body = `export const messages = ${JSON.stringify(Object.fromEntries(Object.entries(messages).map(([id, message]) => [id, accented(message)])))}`
    await route.fulfill({ contentType: 'text/javascript', body })
  })
}

const textAt = async (path) => (await fetch(address + path)).text()

/** The file of the English catalogue, as one of the scripts of the page calls it. */
async function nameOfEnglish() {
  for (const [, script] of (await textAt('/')).matchAll(/(?:src|href)="(\/assets\/[\w-]+\.js)"/g)) {
    const found = /\/(en-[\w-]+\.js)/.exec(await textAt(script))
    if (found) return found[1]
  }
  throw new Error('the English catalogue is not to be found')
}

const accents = Object.fromEntries([...'abcdefghijklmnopqrstuvwxyz'].map((letter, at) => [letter, [...'àbćďéƒĝĥíĵķĺḿńóṕɋŕśţúṽŵẋýž'][at]]))
const accent = (text) => text.replace(/<[^>]*>|[a-z]/gi, (at) => accents[at.toLowerCase()] ?? at)

/** A compiled message: texts and, in lists, what is filled in: a name, a kind, and the forms of a plural. */
function accented(message) {
  if (typeof message === 'string') return accent(message)
  return message.map((part) => {
    if (typeof part === 'string') return accent(part)
    const [name, kind, forms] = part
    if (!forms || typeof forms === 'string') return part
    return [name, kind, Object.fromEntries(Object.entries(forms).map(([form, text]) => [form, typeof text === 'number' ? text : accented(text)]))]
  })
}

/** The words that the server has sent to a page: what people wrote, names, codes. */
function wordsFromServer(page, stored) {
  const words = new Set()
  const take = (text) => {
    for (const word of text.match(/[a-z]{3,}/gi) ?? []) words.add(word.toLowerCase())
  }
  take(stored)
  page.on('response', async (response) => {
    if (response.url().includes('/api/')) take(await response.text().catch(() => ''))
  })
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => take(payload.toString())))
  return words
}

/** What is shown or read out. Times are the browser's words. */
const textsOf = (page) =>
  page.evaluate(() => {
    const texts = [document.title]
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node instanceof Element ? node : node.parentElement
      if (element.closest('time, script, style, noscript, pre, code')) continue
      if (node instanceof Element) {
        for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description']) texts.push(node.getAttribute(name))
      } else texts.push(node.data)
    }
    return texts.map((text) => text?.trim()).filter(Boolean)
  })

await play(steps)
