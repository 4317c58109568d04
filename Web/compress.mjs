/*
 * Compresses what was built, once and as well as it can be done: the server sends the files as they are. Called by
 * `npm run bundle`.
 */
import * as fs from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const built = join(import.meta.dirname, '../Api/wwwroot')
const worthwhileBytes = 1_200

for (const entry of fs.readdirSync(built, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.(js|css|html|svg|json|webmanifest|txt)$/.test(entry.name)) continue
  const file = join(entry.parentPath, entry.name)
  const content = fs.readFileSync(file)
  if (content.length < worthwhileBytes) continue
  const brotli = {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  }
  fs.writeFileSync(`${file}.br`, brotliCompressSync(content, brotli))
  fs.writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }))
}
