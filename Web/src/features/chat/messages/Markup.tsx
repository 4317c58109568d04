import type { ReactNode } from 'react'
import type { Block, Inline, Message } from '../wire'

/*
 * A message's words. The server has parsed the markup into a small tree; here it becomes elements, one kind of node at
 * a time. Nothing is ever taken for HTML, and a link goes nowhere but to the schemes below, whoever made the tree.
 */
const safe = /^(?:https?:\/\/|mailto:)/i
// The server allows less; what is deeper is not drawn.
const depthMax = 32

export function MessageText({ message, me }: { message: Pick<Message, 'body' | 'content' | 'mentions'>; me: string }) {
  const mentions = mentionsOf(message, me)
  if (message.content) return <div className="text">{blocks(message.content, mentions, 0)}</div>
  return (
    <div className="text">
      <p dir="auto">{words(message.body ?? '', mentions)}</p>
    </div>
  )
}

interface Names {
  pattern: RegExp
  own: ReadonlySet<string>
}

function mentionsOf({ mentions }: Pick<Message, 'mentions'>, me: string): Names | null {
  if (!mentions || mentions.length === 0) return null
  const names = mentions.map(({ name }) => name).sort((a, b) => b.length - a.length)
  const escaped = names.map((name) => name.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
  const own = mentions.filter(({ userId }) => userId === me).map(({ name }) => `@${name}`.toLowerCase())
  return { pattern: new RegExp(`(@(?:${escaped.join('|')}))`, 'iu'), own: new Set(own) }
}

function words(text: string, mentions: Names | null): ReactNode {
  if (!mentions) return text
  return text.split(mentions.pattern).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <span key={index} className="mention" data-own={mentions.own.has(part.toLowerCase()) || undefined}>
        {part}
      </span>
    ),
  )
}

function blocks(all: readonly Block[], mentions: Names | null, depth: number): ReactNode {
  if (depth > depthMax) return null
  return all.map((node, key) => {
    switch (node.t) {
      case 'p':
        return (
          <p key={key} dir="auto">
            {inlines(node.c, mentions, depth + 1)}
          </p>
        )
      case 'quote':
        return <blockquote key={key}>{blocks(node.c, mentions, depth + 1)}</blockquote>
      case 'list': {
        const items = node.items.map((item, index) => <li key={index}>{blocks(item, mentions, depth + 1)}</li>)
        return node.ordered ? (
          <ol key={key} start={node.start ?? 1}>
            {items}
          </ol>
        ) : (
          <ul key={key}>{items}</ul>
        )
      }
      case 'code':
        return (
          <pre key={key} tabIndex={0}>
            <code>{node.v}</code>
          </pre>
        )
      case 'rule':
        return <hr key={key} />
      default:
        return null // A node of a later server.
    }
  })
}

function inlines(all: readonly Inline[], mentions: Names | null, depth: number): ReactNode {
  if (depth > depthMax) return null
  return all.map((node, key) => {
    switch (node.t) {
      case 'text':
        return <span key={key}>{words(node.v, mentions)}</span>
      case 'code':
        return <code key={key}>{node.v}</code>
      case 'strong':
        return <strong key={key}>{inlines(node.c, mentions, depth + 1)}</strong>
      case 'em':
        return <i key={key}>{inlines(node.c, mentions, depth + 1)}</i>
      case 'del':
        return <del key={key}>{inlines(node.c, mentions, depth + 1)}</del>
      case 'link': {
        const shown = inlines(node.c, isAddress(node.c) ? null : mentions, depth + 1)
        return safe.test(node.href) ? (
          <a key={key} href={node.href} target="_blank" rel="noopener noreferrer nofollow ugc">
            {shown}
          </a>
        ) : (
          <span key={key}>{shown}</span>
        )
      }
      case 'br':
        return <br key={key} />
      default:
        return null
    }
  })
}

/** What is shown as the address to which it leads mentions nobody, whatever it has in it. */
function isAddress(shown: readonly Inline[]): boolean {
  const [only] = shown
  return shown.length === 1 && only?.t === 'text' && /^(?:\S+:\/\/\S+|www\.\S+|[^\s@]+@\S+)$/i.test(only.v)
}
