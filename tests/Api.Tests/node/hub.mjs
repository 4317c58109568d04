// A learner with the official client: joins, completes a module and sees it, goes away while another is completed,
// resumes, completes a third, and logs out. Prints all that it saw.
import { HubConnectionBuilder, HttpTransportType, LogLevel } from '@microsoft/signalr'
import { text } from 'node:stream/consumers'

const asked = JSON.parse(await text(process.stdin))
const server = asked.server.replace(/\/$/, '')
const stream = `user:${asked.user}`
const seen = {}

async function connect() {
  const events = []
  let waiting = () => {}
  const hub = new HubConnectionBuilder()
    .withUrl(`${server}/hub`, { accessTokenFactory: () => asked.token, transport: HttpTransportType.WebSockets })
    .configureLogging(LogLevel.None)
    .build()
  const closed = new Promise((resolve) => hub.onclose((error) => resolve(String(error?.message ?? ''))))
  hub.on('Event', (event) => {
    events.push(event)
    waiting()
  })
  await hub.start()
  const upTo = (seq) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`event ${seq} did not come; came: ${JSON.stringify(events)}`)), 20_000)
      waiting = () => {
        if (!events.some((event) => event.seq >= seq)) return
        clearTimeout(timer)
        resolve()
      }
      waiting()
    })
  return { hub, events, closed, upTo }
}

async function post(path, body) {
  const answer = await fetch(`${server}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${asked.token}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer.status === 204 ? null : await answer.json()
}

const complete = (module) => post(`/progress/mark-completed/${asked.enrollment}/${module}`)

const first = await connect()
seen.joined = await first.hub.invoke('Subscribe', stream, null)
seen.stranger = await first.hub.invoke('Subscribe', 'user:00000000-0000-4000-8000-000000000000', null)
seen.unknownMethod = await first.hub.invoke('DropTables').then(
  () => 'was accepted',
  (error) => error.message,
)
await first.upTo((await complete(asked.modules[0])).seq)
await first.hub.stop()
seen.live = first.events

await complete(asked.modules[1])

const second = await connect()
const last = first.events.at(-1)
seen.resumed = await second.hub.invoke('Subscribe', stream, { epoch: last.epoch, seq: last.seq })
await second.upTo((await complete(asked.modules[2])).seq)
seen.liveAgain = second.events.filter((event) => event.seq > seen.resumed.seq)

await post('/auth/logout', { refreshToken: asked.refreshToken })
seen.closed = await second.closed

console.log(JSON.stringify(seen))
process.exit(0)
