// The oracle of message contents: renders each as a client might, and asks DOMPurify whether there is anything in it that
// should not be. What is said of the bare bodies shows that it would see it.
import createDOMPurify from 'dompurify'
import { JSDOM } from 'jsdom'
import { text } from 'node:stream/consumers'

const { window } = new JSDOM('')
const purify = createDOMPurify(window)
const escaped = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escape = (value) => value.replace(/[&<>"]/g, (character) => escaped[character])
const inTag = (name, inside) => `<${name}>${inside}</${name}>`
const tags = { strong: 'strong', em: 'em', del: 'del' }

function inline(node) {
  switch (node.t) {
    case 'text':
      return escape(node.v)
    case 'code':
      return inTag('code', escape(node.v))
    case 'br':
      return '<br>'
    case 'link':
      if (!['http:', 'https:', 'mailto:'].includes(new URL(node.href).protocol)) throw new Error(`a link to ${node.href}`)
      return `<a href="${escape(node.href)}">${node.c.map(inline).join('')}</a>`
    default:
      if (!tags[node.t]) throw new Error(`an inline node ${node.t}`)
      return inTag(tags[node.t], node.c.map(inline).join(''))
  }
}

function block(node) {
  switch (node.t) {
    case 'p':
      return inTag('p', node.c.map(inline).join(''))
    case 'quote':
      return inTag('blockquote', node.c.map(block).join(''))
    case 'rule':
      return '<hr>'
    case 'code':
      return inTag('pre', inTag('code', escape(node.v)))
    case 'list':
      return inTag(node.ordered ? 'ol' : 'ul', node.items.map((item) => inTag('li', item.map(block).join(''))).join(''))
    default:
      throw new Error(`a block ${node.t}`)
  }
}

/** Whether DOMPurify would leave it as a browser reads it. */
function isClean(html) {
  const holder = window.document.createElement('div')
  holder.innerHTML = html
  return purify.sanitize(html) === holder.innerHTML
}

/** What scripts do when it is a page. */
function alarms(html) {
  const heard = []
  new JSDOM(html, {
    runScripts: 'dangerously',
    beforeParse: (page) => {
      page.alert = (what) => heard.push(String(what))
    },
  })
  return heard.length
}

const messages = JSON.parse(await text(process.stdin))
const dirty = []
const pages = []
for (const { body, content } of messages) {
  try {
    const html = content ? content.map(block).join('') : inTag('p', escape(body))
    pages.push(html)
    if (!isClean(html)) dirty.push({ body, html })
  } catch (error) {
    dirty.push({ body, error: String(error) })
  }
}
console.log(
  JSON.stringify({
    rendered: pages.length,
    withMarkup: messages.filter((message) => message.content).length,
    dirty,
    alarms: alarms(pages.join('\n')),
    bareDirty: messages.filter(({ body }) => !isClean(body)).length,
    bareAlarms: alarms(messages.map(({ body }) => body).join('\n')),
  }),
)
