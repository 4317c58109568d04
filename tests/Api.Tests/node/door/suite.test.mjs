// The conformance suite of the Durable Streams protocol, without the cases that do not apply (not-applicable.json says why).
import { runConformanceTests } from '@durable-streams/server-conformance-tests'
import { beforeEach } from 'vitest'
import { whyNot } from './cases.mjs'

beforeEach(({ task, skip }) => {
  const why = whyNot(task)
  if (why) skip(why)
})

runConformanceTests({ baseUrl: process.env.CONFORMANCE_URL })
