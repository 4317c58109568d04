import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

it('The types of what streams send are made of the committed schema', async () => {
  const { generated, schema, typesOf } = await import(
    /* @vite-ignore */ join(import.meta.dirname, '../../generate.mjs')
  )
  expect(readFileSync(generated, 'utf8'), 'npm run generate').toBe(await typesOf(schema))
})
