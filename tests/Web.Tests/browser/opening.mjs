/*
 * Opens an empty academy.  node opening.mjs <address> <folder for pictures> <path of the first administrator's link>
 */
import { address, complaints, isSound, newContext, open, picture, play, until } from './stage.mjs'

const firstLink = process.argv[4]
const password = 'four words of some length'
const phone = { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true }
let admin
let invited

const steps = {
  'a stranger finds a calm page without anything of the demo': async () => {
    const context = await newContext()
    const page = await open(context, '/')
    await page.locator('h1').waitFor()
    await page.locator('.blank-title').waitFor()
    if ((await page.locator('.course-card').count()) > 0) throw new Error('there is a course')
    await page.goto(`${address}/login`)
    await page.locator('form').waitFor()
    if ((await page.locator('[data-demo]').count()) > 0) throw new Error('there are log-ins of the demo')
    await context.close()
  },

  'the link asks for a password, and refuses a short one at its field': async () => {
    admin = await open(await newContext(), firstLink)
    await admin.getByText('first@academy.test').waitFor()
    await until('the token to leave the address bar', () => !admin.url().includes('#'))
    await admin.getByLabel('Your name').fill('Grace Hopper')
    await admin.getByLabel('Password').fill('short')
    await admin.getByRole('button', { name: 'Accept' }).click()
    await admin.locator('[aria-invalid="true"][type="password"]').waitFor()
    await isSound(admin, 'the page of an invitation')
    await picture(admin, 'opening-invitation')
  },

  'the first administrator is in, among the people': async () => {
    await admin.getByLabel('Password').fill(password)
    await admin.getByRole('button', { name: 'Accept' }).click()
    await admin.getByRole('heading', { name: 'People', level: 1 }).waitFor()
    await admin.getByRole('listitem').filter({ hasText: 'Grace Hopper' }).waitFor()
  },

  'the link opened again says that it is of no use': async () => {
    const context = await newContext()
    const page = await open(context, firstLink)
    await page.getByRole('heading', { name: 'This link is of no use' }).waitFor()
    await context.close()
  },

  'an instructor is invited, and the invitation is on the list': async () => {
    invited = await invite('ada@academy.test', 'instructor')
    await admin.getByRole('listitem').filter({ hasText: 'ada@academy.test' }).waitFor()
    await picture(admin, 'opening-people')
  },

  'the instructor accepts on a phone, and is at home where they teach': async () => {
    const context = await newContext(phone)
    const page = await open(context, invited)
    await page.getByLabel('Your name').fill('Ada Lovelace')
    await page.getByLabel('Password').fill(password)
    await isSound(page, 'the page of an invitation on a phone')
    await picture(page, 'opening-invitation-phone')
    await page.getByRole('button', { name: 'Accept' }).click()
    await until('the way to what they teach', () => page.locator('a[href="/instructor"]').count())
    await context.close()
  },

  'the administrator finds them by name, and makes them a learner and an instructor again': async () => {
    await admin.reload()
    await admin.getByLabel('Name or e-mail address').fill('lovel')
    await admin.getByRole('button', { name: 'Search' }).click()
    await until('one person', async () => (await admin.locator('li:has(select)').count()) === 1)
    const role = admin.getByLabel('Role of Ada Lovelace', { exact: true })
    for (const next of ['student', 'instructor']) {
      await role.selectOption(next)
      await admin.getByRole('dialog').getByRole('button', { name: 'Change role' }).click()
      await until(`the role ${next}`, async () => (await role.inputValue()) === next && !(await admin.getByRole('dialog').count()))
    }
  },

  'the last administrator stays one, and is told why': async () => {
    await admin.goto(`${address}/admin/people?role=admin`)
    await admin.getByLabel('Role of Grace Hopper', { exact: true }).selectOption('student')
    const dialog = admin.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Change role' }).click()
    await dialog.getByText('Somebody else has to take over first').waitFor()
    await isSound(admin, 'the question before a role is changed')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await until('the role as it was', async () => (await admin.getByLabel('Role of Grace Hopper', { exact: true }).inputValue()) === 'admin')
  },

  'an invitation is withdrawn, and its link is of no use': async () => {
    const link = await invite('eve@academy.test', 'admin')
    const row = admin.getByRole('listitem').filter({ hasText: 'eve@academy.test' })
    await row.getByRole('button').click()
    await row.waitFor({ state: 'detached' })
    const context = await newContext()
    const page = await open(context, link)
    await page.getByRole('heading', { name: 'This link is of no use' }).waitFor()
    await context.close()
  },

  'these pages are sound, in the dark and from right to left, too': async () => {
    const state = await admin.context().storageState()
    for (const [kind, options] of Object.entries({ dark: { colorScheme: 'dark' }, arabic: { ...phone, locale: 'ar-EG' } })) {
      const context = await newContext({ ...options, storageState: state })
      const page = await open(context, '/admin/people')
      await page.locator('li:has(select)').first().waitFor()
      await isSound(page, `people (${kind})`)
      await picture(page, `opening-people-${kind}`)
      await context.close()
    }
  },

  'no page has complained in the console': async () => {
    // The refusals that were asked for above are reported by the browser itself.
    const others = complaints.filter((text) => !/status of (400|404|409)/.test(text))
    if (others.length > 0) throw new Error(others.join('; '))
  },
}

async function invite(email, role) {
  await admin.getByRole('button', { name: 'Invite', exact: true }).click()
  const dialog = admin.getByRole('dialog')
  await dialog.getByLabel('E-mail').fill(email)
  await dialog.getByLabel('Role').selectOption(role)
  await dialog.getByRole('button', { name: 'Invite' }).click()
  const link = await dialog.getByLabel('Link', { exact: true }).inputValue()
  await dialog.getByRole('button', { name: 'Done' }).click()
  return link.slice(address.length)
}

await play(steps)
