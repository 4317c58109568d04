// The oracle of mail: npm smtp-server, which takes what we send as other people's servers would.
// Out, a JSON object a line: { port }, then per mail { from, to, utf8, raw }. In: { refuse: code | 0, answer: bool }. Argument `ascii`: without SMTPUTF8.
import { SMTPServer } from 'smtp-server'
import { createInterface } from 'node:readline'

let mode = { refuse: 0, answer: true }
const say = (line) => process.stdout.write(JSON.stringify(line) + '\n')

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['AUTH', 'STARTTLS'],
  hideSMTPUTF8: process.argv.includes('ascii'),
  hideSMTPUTF8: process.argv.includes('ascii'),
  onRcptTo(address, session, done) {
    done(mode.refuse ? Object.assign(new Error(`not for <${address.address}>`), { responseCode: mode.refuse }) : undefined)
  },
  onData(stream, session, done) {
    const parts = []
    stream.on('data', (part) => parts.push(part))
    stream.on('end', () => {
      const { mailFrom, rcptTo, smtpUtf8 } = session.envelope
      say({
        from: mailFrom.address, to: rcptTo.map((to) => to.address), utf8: !!smtpUtf8, raw: Buffer.concat(parts).toString('base64'),
      })
      if (mode.answer) done()
    })
  },
})
server.on('error', () => {}) // a client that was killed
server.listen(0, '127.0.0.1', () => say({ port: server.server.address().port }))
createInterface({ input: process.stdin }).on('line', (line) => { mode = { ...mode, ...JSON.parse(line) } }).on('close', () => process.exit())
