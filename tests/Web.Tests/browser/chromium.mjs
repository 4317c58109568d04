import fs from 'node:fs'
import path from 'node:path'
import { chromium } from 'playwright-core'

const named = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'msedge.exe', 'chrome.exe']
const usual = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** ACADEMY_BROWSER (a path, or `package`), else the machine's Chromium or Chrome, else the one in the package @sparticuz/chromium (Linux x64). */
export async function launch() {
  return chromium.launch({ args: usualArguments, executablePath: await executable() })
}

export const usualArguments = ['--no-sandbox', '--disable-background-networking', '--disable-dev-shm-usage']

export async function executable() {
  const found = process.env.ACADEMY_BROWSER || onMachine()
  if (found && found !== 'package') return found
  const packaged = (await import('@sparticuz/chromium')).default
  // Its own list of arguments is made for one page in one process; two browsers want the usual ones.
  return packaged.executablePath()
}

function onMachine() {
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  const candidates = [...folders.flatMap((folder) => named.map((name) => path.join(folder, name))), ...usual]
  return candidates.find((file) => fs.existsSync(file))
}
