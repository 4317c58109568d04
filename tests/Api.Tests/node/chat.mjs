// Two people with the official client: they write by both roads, edit, react, delete and mention, one drops off and resumes,
// and is removed. Prints what both saw.
import { HubConnectionBuilder, HttpTransportType, LogLevel } from '@microsoft/signalr'
import { randomUUID } from 'node:crypto'
import { text } from 'node:stream/consumers'

const asked = JSON.parse(await text(process.stdin))
const server = asked.server.replace(/\/$/, '')
const seen = {}

async function connect(person) {
  const events = []
  const signals = []
  const ended = []
  const waiting = new Set()
  const look = () => waiting.forEach((check) => check())
  const hub = new HubConnectionBuilder()
    .withUrl(`${server}/hub`, { accessTokenFactory: () => person.token, transport: HttpTransportType.WebSockets })
    .configureLogging(LogLevel.None)
    .build()
  hub.on('Event', (event) => (events.push(event), look()))
  hub.on('Signal', (signal) => (signals.push(signal), look()))
  hub.on('Ended', (end) => (ended.push(end), look()))
  await hub.start()
  const until = (what, found) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`${what} did not come; came: ${JSON.stringify({ events, signals, ended })}`)), 30_000)
      const check = () => {
        const result = found({ events, signals, ended })
        if (!result) return
        clearTimeout(timer)
        waiting.delete(check)
        resolve(result)
      }
      waiting.add(check)
      check()
    })
  const event = (stream, type, test = () => true) =>
    until(`${type} on ${stream}`, ({ events: all }) => all.find((e) => e.stream === stream && e.type === type && test(e.data)))
  return { hub, events, signals, ended, until, event }
}

async function rest(person, method, path, body, key) {
  const answer = await fetch(`${server}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${person.token}`, 'content-type': 'application/json', ...(key && { 'idempotency-key': key }),
    },
    body: body && JSON.stringify(body),
  })
  const content = await answer.text()
  return { status: answer.status, body: content ? JSON.parse(content) : null }
}

const { ada, ben } = asked
const created = await rest(ada, 'POST', '/chat/rooms', { type: 'group', title: 'Two', memberIds: [ben.id] }, randomUUID())
const room = created.body.id
const stream = `room:${room}`
const of = (path) => `/chat/rooms/${room}${path}`
seen.room = room
seen.created = created.status

const [adas, bens] = [await connect(ada), await connect(ben)]
seen.joined = await bens.hub.invoke('Subscribe', stream, null)
seen.bensOwn = (await bens.hub.invoke('Subscribe', `user:${ben.id}`, null)).verdict
await adas.hub.invoke('Subscribe', stream, null)

// The same command by both roads is one message, whichever comes first.
const [first, second] = [randomUUID(), randomUUID()]
const byHub = await adas.hub.invoke('SendMessage', room, first, { body: '  Hello **Ben**  ' })
const repeated = await rest(ada, 'POST', of('/messages'), { body: 'Hello **Ben**' }, first)
const byRest = await rest(ada, 'POST', of('/messages'), { body: 'Again' }, second)
const repeatedByHub = await adas.hub.invoke('SendMessage', room, second, { body: 'Again' })
seen.roads = { byHub, repeated, byRest, repeatedByHub }
seen.otherWords = (await rest(ada, 'POST', of('/messages'), { body: 'Other words' }, first)).body.code

seen.hello = await bens.event(stream, 'chat.message-posted', (data) => data.id === byHub.id)
await bens.event(stream, 'chat.message-posted', (data) => data.id === byRest.body.id)

const answer = await bens.hub.invoke('SendMessage', room, randomUUID(), { body: 'Yes?', replyTo: byHub.id })
seen.answer = await adas.event(stream, 'chat.message-posted', (data) => data.id === answer.id)
await adas.hub.invoke('EditMessage', room, randomUUID(), byHub.id, { body: 'Hello _Ben_' })
seen.edited = await bens.event(stream, 'chat.message-edited')
await bens.hub.invoke('React', room, randomUUID(), byHub.id, '👍', true)
seen.reacted = await adas.event(stream, 'chat.reaction-added')
seen.reactedByRest = (await rest(ada, 'PUT', of(`/messages/${byHub.id}/reactions/${encodeURIComponent('🎉')}`))).status
await rest(ada, 'POST', of('/messages'), { body: `@${ben.name}: look here` }, randomUUID())
seen.mentioned = await bens.event(`user:${ben.id}`, 'chat.mentioned')
seen.deleted = (await rest(ada, 'DELETE', of(`/messages/${byRest.body.id}`))).status
seen.deletedEvent = await bens.event(stream, 'chat.message-deleted')

// What is no text is refused, and the connection lives on.
const said = (body) => adas.hub.invoke('SendMessage', room, randomUUID(), { body }).then(() => 'taken', (error) => error.message)
seen.notTaken = [await said('\ud83d'), await said('a\u0000b'), await said('x'.repeat(4001)), await said(' '), await said(7), await said(undefined)]
await adas.hub.invoke('DeleteMessage', room, randomUUID(), (await adas.hub.invoke('SendMessage', room, randomUUID(), { body: 'a' + '\u0301'.repeat(3999) })).id)
await bens.until('the last deletion', ({ events }) => events.filter((e) => e.type === 'chat.message-deleted').length > 1)
const last = bens.events.filter((event) => event.stream === stream).at(-1)

// Ben drops off; three are posted; Ben resumes where he was.
await bens.hub.stop()
seen.bensEvents = bens.events.filter((event) => event.stream === stream)
for (const body of ['one', 'two', 'three']) await adas.hub.invoke('SendMessage', room, randomUUID(), { body })
const bens2 = await connect(ben)
seen.resumed = await bens2.hub.invoke('Subscribe', stream, { epoch: last.epoch, seq: last.seq })

// Ben is removed, and hears no more.
seen.removed = (await rest(ada, 'DELETE', of(`/members/${ben.id}`))).status
seen.ended = await bens2.until('the end', ({ ended }) => ended.find((end) => end.stream === stream))
const after = await adas.hub.invoke('SendMessage', room, randomUUID(), { body: 'He is gone' })
await adas.event(stream, 'chat.message-posted', (data) => data.id === after.id)
seen.refused = await bens2.hub.invoke('SendMessage', room, randomUUID(), { body: 'But' }).then(
  () => 'was accepted', (error) => error.message)
seen.refusedAgain = await bens2.hub.invoke('Subscribe', stream, null)
seen.afterEnd = bens2.events.filter((event) => event.stream === stream && event.seq >= after.seq).length
seen.history = (await rest(ada, 'GET', of('/messages?limit=200'))).body.items
seen.bensRooms = (await rest(ben, 'GET', '/chat/rooms')).body.items.length

console.log(JSON.stringify(seen))
process.exit(0)
