// The oracle of the OpenAPI document: prints what @seriousme/openapi-schema-validator says of the document on stdin.
import { Validator } from '@seriousme/openapi-schema-validator'

const document = JSON.parse(await new Response(process.stdin).text())
const validator = new Validator()
const { valid, errors } = await validator.validate(document)
console.log(JSON.stringify({ valid, version: validator.version, errors: errors ?? [] }))
