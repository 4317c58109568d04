import { expect, it } from 'vitest'
import { contentTypeOf } from './contentType'

it.each([
  ['notes.md', '', 'text/markdown'],
  ['SERVER.LOG', '', 'text/plain'],
  ['archive.zip', 'application/x-zip-compressed', 'application/x-zip-compressed'],
  ['README', '', 'application/octet-stream'],
  ['a.b.csv', '', 'text/csv'],
])('%s of type “%s” is sent as %s', (name, type, sent) => {
  expect(contentTypeOf(new File(['x'], name, { type }))).toBe(sent)
})
