/*
 * Writes src/api/generated/streams.ts: the types of what streams send, from docs/events.schema.json.  node generate.mjs
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile } from 'json-schema-to-typescript'

export const generated = join(import.meta.dirname, 'src/api/generated/streams.ts')
export const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../docs/events.schema.json'), 'utf8'))

export const typesOf = (contract) =>
  compile(contract, contract.title, {
    additionalProperties: false, // More may come; what is not known is not used.
    bannerComment:
      '/* Made by generate.mjs of docs/events.schema.json, which a test writes from the catalogue of the server’s events. */',
    style: { printWidth: 128, semi: false, singleQuote: true },
  })

if (process.argv[1] === import.meta.filename) writeFileSync(generated, await typesOf(schema))
