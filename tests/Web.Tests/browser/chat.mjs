/*
 * Drives the browsers of two people who write to each other.  node chat.mjs <address> <folder for pictures>
 */
import { address, complaints, isLive, isSound, newContext, open, picture, play, until } from './stage.mjs'

const people = {}
// The smallest PNG there is, in words.
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR42mNIWBCABzGMSmNDAIPXg0HHtefwAAAAAElFTkSuQmCC', 'base64')

const steps = {
  'two people log in, each in a browser of their own': async () => {
    for (const [person, role] of [['ann', 'student'], ['ben', 'instructor']]) {
      const context = await newContext()
      const page = await open(context, '/login')
      await page.locator(`[data-demo="${role}"]`).click()
      await isLive(page)
      people[person] = { context, page, name: await page.locator('.account-name').textContent() }
    }
  },

  'one finds the other and writes, and the other sees it wherever they are': async () => {
    const { ann, ben } = people
    await ben.page.goto(`${address}/courses`)
    await isLive(ben.page)
    const before = await unread(ben.page)
    await ann.page.goto(`${address}/chat`)
    await ann.page.getByRole('button', { name: 'New' }).click()
    await ann.page.getByLabel('People', { exact: true }).fill(ben.name)
    await ann.page.locator('.picker-person', { hasText: ben.name }).first().click()
    await ann.page.getByRole('button', { name: 'Start' }).click()
    await field(ann.page).waitFor()
    ann.room = new URL(ann.page.url()).pathname
    await write(ann.page, 'Hello, is this seat taken?')
    await until('the badge in the navigation grows', async () => (await unread(ben.page)) > before)
    await ben.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Chat/ }).click()
    await ben.page.locator('.room-row', { hasText: ann.name }).first().click()
    await said(ben.page, 'Hello, is this seat taken?').waitFor()
  },

  'both see who is there, who writes, who has read, and how they like it': async () => {
    const { ann, ben } = people
    await ann.page.locator('.conversation-title', { hasText: 'Online' }).waitFor()
    await ann.page.locator('.seen').waitFor()
    await field(ben.page).pressSequentially('It is no')
    await ann.page.locator('.typing', { hasText: 'is writing' }).waitFor()
    await field(ben.page).pressSequentially('t. **Sit** down, `Ann`')
    await field(ben.page).press('Enter')
    const answer = said(ann.page, 'It is not.')
    await answer.locator('strong', { hasText: 'Sit' }).waitFor()
    await answer.locator('code', { hasText: 'Ann' }).waitFor()
    await answer.hover()
    await answer.getByRole('button', { name: 'React' }).click()
    await ann.page.getByRole('button', { name: 'React with 👍' }).click()
    await said(ben.page, 'It is not.').locator('.reaction', { hasText: '👍' }).waitFor()
  },

  'one goes offline, writes, closes the tab and comes back: it is sent once, in order': async () => {
    const { ann, ben } = people
    await ann.context.setOffline(true)
    await ann.page.locator('[data-connection="offline"], [data-connection="reconnecting"]').waitFor({ timeout: 60_000 })
    for (const words of ['Written in a tunnel', 'and this, too']) {
      await field(ann.page).fill(words)
      await field(ann.page).press('Enter')
      await ann.page.locator('.message[data-pending="waiting"]', { hasText: words }).waitFor()
    }
    await ann.page.getByText('Kept here, sent with the next connection').first().waitFor()
    await picture(ann.page, 'chat-offline')
    await ann.page.close()
    await ann.context.setOffline(false)
    ann.page = await open(ann.context, '/courses') // Not even in the chat.
    await said(ben.page, 'and this, too').waitFor()
    await ann.page.goto(address + ann.room)
    await said(ann.page, 'and this, too').waitFor()
    for (const { page } of [ann, ben]) {
      await until('nothing is pending', async () => (await page.locator('.message[data-pending]').count()) === 0)
      const words = (await page.locator('.message .text').allTextContents()).filter((text) => /tunnel|this, too/.test(text))
      if (words.join('|') !== 'Written in a tunnel|and this, too') throw new Error(`there is ${words.join('|')}`)
    }
  },

  'a draft is on the other device, and goes when it is sent': async () => {
    const { ann } = people
    const device = await newContext({ storageState: await ann.context.storageState() })
    const page = await open(device, ann.room)
    await field(ann.page).fill('Half a sen')
    await until('the draft is on the other device', async () => (await field(page).inputValue()) === 'Half a sen')
    await field(page).fill('Half a sentence')
    await field(page).press('Enter')
    await said(ann.page, 'Half a sentence').waitFor()
    await until('the draft is gone', async () => (await field(ann.page).inputValue()) === '')
    await device.close()
  },

  'a message is answered in a thread, edited and deleted': async () => {
    const { ann, ben } = people
    const first = said(ben.page, 'Hello, is this seat taken?').first()
    await first.hover()
    await first.getByRole('button', { name: /^Reply/ }).click()
    await write(ben.page, 'An answer in a thread')
    await ann.page.locator('.thread-link', { hasText: '1 reply' }).click()
    const thread = ann.page.locator('.side')
    await thread.getByText('An answer in a thread').waitFor()
    await thread.getByRole('textbox', { name: 'Reply in the thread' }).fill('And another')
    await thread.getByRole('textbox', { name: 'Reply in the thread' }).press('Enter')
    await thread.locator('.message:not([data-pending])', { hasText: 'And another' }).waitFor()
    await picture(ann.page, 'chat-thread')
    await isSound(ann.page, 'the thread')
    await thread.getByRole('button', { name: 'Close' }).click()
    await field(ben.page).press('ArrowUp')
    await ben.page.getByRole('textbox', { name: 'Edit the message' }).fill('An edited answer')
    await ben.page.getByRole('textbox', { name: 'Edit the message' }).press('Enter')
    const edited = said(ann.page, 'An edited answer')
    await edited.locator('.message-edited').waitFor()
    await said(ben.page, 'An edited answer').hover()
    await said(ben.page, 'An edited answer').getByRole('button', { name: 'More' }).click()
    await ben.page.getByRole('menuitem', { name: /^Delete/ }).click()
    await ben.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await edited.waitFor({ state: 'detached' })
    await said(ann.page, 'Message deleted').waitFor()
  },

  'a picture is sent, and shown to the other through its link': async () => {
    const { ann, ben } = people
    await ann.page.locator('.conversation .composer input[type="file"]').setInputFiles({ name: 'seat.png', mimeType: 'image/png', buffer: png })
    await ann.page.locator('.upload[data-ready]').waitFor()
    await write(ann.page, 'The seat')
    const image = said(ben.page, 'The seat').locator('.picture img')
    await image.waitFor()
    await until('the picture is drawn', () => image.evaluate((element) => element.complete && element.naturalWidth > 0))
    if (!(await image.evaluate((element) => element.currentSrc)).includes('size=96')) throw new Error('It is not the size that fits.')
  },

  'hostile words run nothing and are shown as the text they are': async () => {
    const { ann, ben } = people
    const hostile = [
      '<img src=x onerror="window.hacked = true"><script>window.hacked = true</script>',
      '[click me](javascript:window.hacked=true) [or me](data:text/html,<script>window.hacked=true</script>) **x**',
      `Z${'\u0300\u0301\u0302\u0303'.repeat(200)} and \u202Eright to left\u202C ${'w'.repeat(600)}`,
      `${'> '.repeat(150)}deep ${'*_'.repeat(150)}`,
    ]
    for (const words of hostile) await write(ann.page, words)
    await said(ben.page, 'deep').waitFor()
    for (const { page } of [ann, ben]) {
      const found = await page.locator('.message .text').evaluateAll((all) => ({
        elements: all.flatMap((text) => [...text.querySelectorAll('img, script, iframe, svg, style')]).length,
        links: all.flatMap((text) => [...text.querySelectorAll('a')].map((link) => link.protocol)),
      }))
      if (found.elements > 0) throw new Error('a message has elements of its own')
      if (found.links.some((protocol) => !/^(https?|mailto):$/.test(protocol))) throw new Error(`there is a link to ${found.links}`)
      if (await page.evaluate(() => window.hacked)) throw new Error('a script has run')
      await isSound(page, 'the conversation with hostile words')
    }
    await picture(ben.page, 'chat-hostile')
  },

  'a moderator forbids a word: the message with it stays with its author, who discards it': async () => {
    const { ann, ben } = people
    await ben.page.goto(`${address}/chat`)
    await ben.page.getByRole('button', { name: 'New' }).click()
    await ben.page.getByLabel('People', { exact: true }).fill(ann.name)
    await ben.page.locator('.picker-person', { hasText: ann.name }).first().click()
    await ben.page.getByLabel('Name of the group').fill('Quiet corner')
    await ben.page.getByRole('button', { name: 'Create the group' }).click()
    await field(ben.page).waitFor()
    ben.group = new URL(ben.page.url()).pathname
    await ben.page.getByRole('button', { name: 'More about this conversation' }).click()
    await ben.page.getByRole('menuitem', { name: /^Settings/ }).click()
    await ben.page.getByLabel('Words that are not allowed').fill('trombone')
    await ben.page.getByRole('button', { name: 'Save' }).click()
    await ben.page.getByRole('dialog').waitFor({ state: 'detached' })
    await ann.page.locator('.room-row', { hasText: 'Quiet corner' }).click()
    await ann.page.getByRole('textbox', { name: 'Message Quiet corner' }).fill('I play the trombone')
    await field(ann.page).press('Enter')
    const refused = ann.page.locator('.message[data-pending="refused"]')
    await refused.getByText('not allowed here').waitFor()
    await write(ann.page, 'I play the flute')
    await picture(ann.page, 'chat-refused')
    await refused.getByRole('button', { name: 'Discard' }).click()
    await refused.waitFor({ state: 'detached' })
    await said(ben.page, 'I play the flute').waitFor()
    if ((await said(ben.page, 'trombone').count()) > 0) throw new Error('the word is there')
  },

  'a long conversation is drawn in parts, its beginning is a scroll away, and a word in it is found': async () => {
    const { ann, ben } = people
    await ben.page.evaluate(async ({ room, count }) => {
      const { accessToken } = JSON.parse(localStorage.getItem('academy.session'))
      for (let number = 1; number <= count; number++) {
        const answer = await fetch(`/api/v1${room}/messages`, {
          method: 'POST',
          headers: { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() },
          body: JSON.stringify({ body: number === 7 ? 'A needle in the hay' : `Straw ${number}` }),
        })
        if (!answer.ok) throw new Error(`posting answered ${answer.status}`)
      }
    }, { room: ben.group.replace('/chat/', '/chat/rooms/'), count: 150 })
    // She has it open, and has read all of it: where one is to go on reading, a conversation opens there.
    await said(ann.page, 'Straw 150').waitFor()
    await until('all is read', async () => (await ann.page.locator('.room-row', { hasText: 'Quiet corner' }).locator('.badge').count()) === 0)
    await ann.page.goto(`${address}/courses`)
    await ann.page.goto(address + ben.group)
    await said(ann.page, 'Straw 150').waitFor()
    const view = ann.page.locator('.windowed')
    await until('the beginning is reached', async () => {
      await view.evaluate((element) => element.scrollBy(0, -1_200))
      return (await said(ann.page, 'I play the flute').count()) === 1
    })
    const drawn = await ann.page.locator('.message').count()
    if (drawn > 60) throw new Error(`${drawn} of 150 messages are drawn at once`)
    await ann.page.locator('.to-latest').click()
    await said(ann.page, 'Straw 150').waitFor()
    await ann.page.getByRole('button', { name: 'Search here' }).click()
    await ann.page.getByRole('searchbox', { name: 'Words in messages' }).fill('needle')
    await ann.page.locator('.hit', { hasText: 'needle' }).click()
    await ann.page.locator('.message[data-shown]', { hasText: 'A needle in the hay' }).waitFor()
    await isSound(ann.page, 'the search')
    await picture(ann.page, 'chat-search')
  },

  'who is removed sees no more of it at once': async () => {
    const { ann, ben } = people
    await ben.page.getByRole('button', { name: 'Members', exact: true }).click()
    await ben.page.getByRole('button', { name: `About ${ann.name}` }).click()
    await picture(ben.page, 'chat-members')
    await ben.page.getByRole('menuitem', { name: 'Remove' }).click()
    await ann.page.getByText(/not in this conversation/).waitFor()
    await until('it is gone from the list', async () => (await ann.page.locator('.room-row', { hasText: 'Quiet corner' }).count()) === 0)
  },

  'no page of the chat is wider than a phone, and none has a serious accessibility violation': async () => {
    const { ann } = people
    const storageState = await ann.context.storageState()
    const screens = [
      ['phone', { viewport: { width: 390, height: 844 }, colorScheme: 'light', hasTouch: true, isMobile: true }],
      ['desk', { colorScheme: 'dark' }],
    ]
    for (const [form, options] of screens) {
      const context = await newContext({ ...options, storageState, reducedMotion: 'reduce' })
      for (const at of ['/chat', ann.room, `${ann.room}?panel=members`, '/chat/privacy']) {
        const page = await open(context, at)
        await page.locator('h1').first().waitFor()
        await isLive(page)
        await until('loading ends', async () => (await page.locator('main [aria-busy="true"]').count()) === 0)
        if (at === ann.room) {
          await until('the latest message is in sight', async () =>
            (await page.locator('.message').count()) > 0 && (await page.locator('.to-latest').count()) === 0)
        }
        await picture(page, `chat-${form}${at.replace(/[0-9a-f-]{36}/, 'one').replaceAll(/[^a-z]+/g, '-')}`)
        await isSound(page, `${at} (${form})`)
        await page.close()
      }
      await context.close()
    }
  },

  'no page has complained in the console': async () => {
    if (complaints.length > 0) throw new Error(complaints.join('; '))
  },
}

const field = (page) => page.getByRole('textbox', { name: /^Message / })
const said = (page, words) => page.locator('.conversation .message', { hasText: words })
const unread = async (page) => Number((await page.locator('.place-badge [aria-hidden]').allTextContents())[0] ?? 0)

/** Sends it, and waits until the room has it. */
async function write(page, words) {
  await field(page).fill(words)
  await field(page).press('Enter')
  await until('the message is sent', async () =>
    (await field(page).inputValue()) === '' && (await page.locator('.conversation .message[data-pending="waiting"]').count()) === 0)
}

await play(steps)
