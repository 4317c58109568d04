/*
 * Builds the web client into Api/wwwroot, if what it is made of has changed. Called by the .NET build (Web.targets),
 * which may be several at once (a solution build, a test that starts the Api): whoever comes second waits, and finds it
 * done.
 *
 *   node build.mjs <stamp file>
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const web = import.meta.dirname
const output = join(web, '../Api/wwwroot/index.html')
const stamp = process.argv[2]
const lockWaitMaxMs = 600_000

if (!stamp) fail('usage: node build.mjs <stamp file>')
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`the web client needs Node.js 20.19 or later to build; this is ${process.versions.node}`)
}

const began = performance.now()
fs.mkdirSync(dirname(stamp), { recursive: true })
await holding(`${stamp}.lock`, () => {
  const wanted = hashOf(sources())
  if (read(stamp) !== wanted || !fs.existsSync(output)) {
    install()
    npm('run', 'build')
    fs.writeFileSync(stamp, wanted)
    console.log(`Web client built in ${((performance.now() - began) / 1000).toFixed(1)} s`)
  }
  // Files may be newer and yet the same (a checkout): the next build sees by the times that there is nothing to do.
  const now = new Date()
  for (const file of [stamp, output]) fs.utimesSync(file, now, now)
})

function sources() {
  const under = (folder) =>
    fs
      .readdirSync(join(web, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$|\.gen\.ts$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
  const single = [
    'index.html',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'vite.config.ts',
    'lingui.config.ts',
    'build.mjs',
    'compress.mjs',
  ]
  return [
    ...under('src'),
    ...under('public'),
    ...single.map((file) => join(web, file)),
    join(web, '../docs/openapi.json'),
  ]
}

function hashOf(files) {
  const hash = createHash('sha256')
  for (const file of files.sort())
    hash.update(relative(web, file)).update('\0').update(fs.readFileSync(file)).update('\0')
  return hash.digest('hex')
}

function install() {
  const installed = join(web, 'node_modules/.installed')
  const wanted = hashOf([join(web, 'package-lock.json')])
  if (read(installed) === wanted) return
  npm('ci', '--no-audit', '--no-fund')
  fs.writeFileSync(installed, wanted)
}

function npm(...args) {
  const windows = process.platform === 'win32'
  const run = spawnSync(windows ? 'npm.cmd' : 'npm', args, { cwd: web, encoding: 'utf8', shell: windows })
  if (run.error) fail(`npm could not be started: ${run.error.message}`)
  if (run.status !== 0) fail(`npm ${args.join(' ')} failed`, `${run.stdout}${run.stderr}`)
}

function read(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : null
}

async function holding(lock, work) {
  const until = performance.now() + lockWaitMaxMs
  for (;;) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: 'wx' })
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const holder = Number(read(lock))
    if (holder && !alive(holder)) fs.rmSync(lock, { force: true })
    else if (performance.now() > until) fail(`another build of the web client (process ${holder}) does not end`)
    else await pause(200)
  }
  process.on('exit', () => fs.rmSync(lock, { force: true }))
  work()
}

function alive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function fail(sentence, detail = '') {
  if (detail) console.error(detail)
  console.error(`Web/build.mjs : error WEB0002: ${sentence}`)
  process.exit(1)
}
