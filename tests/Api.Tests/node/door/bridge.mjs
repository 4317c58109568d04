// Between the conformance suite, which makes and writes streams by the protocol, and the Academy, which writes them by commands: a stream of the
// suite is a chat room, what is appended to it is posted there in base64. What is read goes through the second door as it is: status, headers
// and framing are the door's own, only the messages' contents are put back into what the suite wrote.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'

const json = 'application/json'
const bytesPerMessage = 2_900 // A message has 4,000 characters.
const ofThisHop = ['content-encoding', 'content-length', 'transfer-encoding', 'connection', 'keep-alive']

export async function openBridge(server, token) {
  const streams = new Map()
  const bridge = createServer((request, response) =>
    answer(request, response).catch((error) => response.destroyed || response.writeHead(500).end(String(error))),
  )
  await new Promise((listening) => bridge.listen(0, '127.0.0.1', listening))
  return { address: `http://127.0.0.1:${bridge.address().port}`, close: () => bridge.closeAllConnections() || bridge.close() }

  async function answer(request, response) {
    const [path, query] = request.url.split(/(?=\?)/)
    const stream = streams.get(path) ?? { room: randomUUID(), type: json }
    if (request.method === 'PUT') return create(path, request, response)
    if (request.method === 'POST') return append(stream, request, response)
    return read(stream, query ?? '', request, response)
  }

  async function create(path, request, response) {
    const type = request.headers['content-type'] ?? 'application/octet-stream'
    const { id } = await command('/chat/rooms', { type: 'group', title: 'A stream' })
    const stream = { room: id, type }
    streams.set(path, stream)
    await post(stream, await buffer(request))
    response.writeHead(201, { 'content-type': type, 'stream-next-offset': await end(stream) }).end()
  }

  async function append(stream, request, response) {
    await post(stream, await buffer(request))
    response.writeHead(204, { 'stream-next-offset': await end(stream) }).end()
  }

  async function post(stream, body) {
    for (const message of messagesOf(stream, body))
      await command(`/chat/rooms/${stream.room}/messages`, { body: message.toString('base64') })
  }

  async function command(address, body) {
    const answered = await fetch(`${server}/api/v1${address}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': json },
      body: JSON.stringify(body),
    })
    if (!answered.ok) throw new Error(`${address}: ${answered.status} ${await answered.text()}`)
    return answered.json()
  }

  async function end(stream) {
    return (await door(stream, '', { method: 'HEAD' })).headers.get('stream-next-offset')
  }

  async function read(stream, query, request, response) {
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    const { 'if-none-match': tag, ...others } = request.headers
    const headers = { ...(tag && { 'if-none-match': tag }), ...(others.accept && { accept: others.accept }) }
    try {
      const answered = await door(stream, query, { method: request.method, headers, signal: gone.signal })
      const type = answered.headers.get('content-type')
      for (const [name, value] of answered.headers) if (!ofThisHop.includes(name)) response.setHeader(name, value)
      if (type === json) response.setHeader('content-type', stream.type)
      response.writeHead(answered.status)
      if (type === 'text/event-stream') await events(stream, answered.body, response)
      else if (type === json && request.method === 'GET') response.write(contentOf(stream, await answered.json()))
      response.end()
    } catch (error) {
      if (!gone.signal.aborted) throw error
    }
  }

  function door(stream, query, options) {
    return fetch(`${server}/api/v1/streams/room:${stream.room}${query}`, {
      ...options,
      headers: { ...options.headers, authorization: `Bearer ${token}` },
    })
  }
}

function messagesOf(stream, body) {
  if (body.length === 0) return []
  if (isJson(stream)) return [JSON.parse(body)].flat().map((value) => Buffer.from(JSON.stringify(value)))
  return Array.from({ length: Math.ceil(body.length / bytesPerMessage) }, (_, i) => body.subarray(i * bytesPerMessage, (i + 1) * bytesPerMessage))
}

/** What the suite wrote, out of the door's messages: a snapshot has the latest messages of the room, and other events have none. */
function contentOf(stream, items) {
  const written = items
    .flatMap(({ type, data }) => (type === 'snapshot' ? data.messages : type === 'chat.message-posted' ? [data] : []))
    .map(({ body }) => Buffer.from(body, 'base64'))
  return isJson(stream) ? `[${written.join(',')}]` : Buffer.concat(written)
}

async function events(stream, body, response) {
  let rest = ''
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + piece).split('\n\n')
    rest = blocks.pop()
    for (const block of blocks) response.write(block.startsWith('event: data\ndata:') ? dataOf(stream, block) : `${block}\n\n`)
  }
}

function dataOf(stream, block) {
  const content = String(contentOf(stream, JSON.parse(block.slice('event: data\ndata:'.length))))
  return content === '' || content === '[]' ? '' : `event: data\n${content.split(/\r\n|\r|\n/).map((line) => `data:${line}\n`).join('')}\n`
}

function isJson(stream) {
  return stream.type.split(';')[0].trim().toLowerCase() === json
}
