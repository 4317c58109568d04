// Runs the conformance suite against a server, and prints which cases passed, failed, and were left out.
import { text } from 'node:stream/consumers'
import { startVitest } from 'vitest/node'
import { openBridge } from './bridge.mjs'
import { excluded } from './cases.mjs'

const { server, token } = JSON.parse(await text(process.stdin))
const bridge = await openBridge(server.replace(/\/$/, ''), token)
process.env.CONFORMANCE_URL = bridge.address
const vitest = await startVitest('test', ['suite.test.mjs'], {
  root: import.meta.dirname,
  watch: false,
  reporters: [{}],
  testTimeout: 60_000,
  // The suite has time limits of its own, of a second or two: a busy machine gets another try.
  retry: 2,
  sequence: { concurrent: true },
})
const cases = vitest.state.getTestModules().flatMap((module) => [...module.children.allTests()])
const result = { passed: [], failed: [], leftOut: [], unknown: [...excluded] }
for (const one of cases) {
  const { state, errors } = one.result()
  if (state === 'failed') result.failed.push(`${one.fullName}: ${errors.map((error) => error.message).join('; ')}`)
  else (state === 'passed' ? result.passed : result.leftOut).push(one.fullName)
  result.unknown = result.unknown.filter((name) => !`${one.fullName} >`.startsWith(`${name} >`))
}
await vitest.close()
bridge.close()
console.log(JSON.stringify(result))
process.exit(0)
