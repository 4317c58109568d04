import type { Nodes, Root, Table } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import type { ReactNode } from 'react'
import './markdown.css'

/*
 * A longer text as its author marked it up (CommonMark with tables, lists of tasks and strikethrough). It is parsed
 * into a tree, and the tree becomes elements, one kind of node at a time: HTML in it is shown as it is written, and a
 * link goes nowhere but to the schemes below.
 */
const safe = /^(?:https?:\/\/|mailto:)/i
const depthMax = 24
// What the server takes. Lines that nest deeper than anybody writes would cost the parser seconds, or its stack.
const lengthMax = 20_000
const tooDeep = /^(?:[ \t]*(?:>|[-*+]|\d+[.)])){17}|^[ \t]{65}/m

interface MarkdownProps {
  text: string
  /** The level of the text's first headings on its page. */
  level?: 2 | 3 | 4
}

export default function Markdown({ text, level = 4 }: MarkdownProps) {
  const bounded = text.slice(0, lengthMax)
  if (tooDeep.test(bounded))
    return (
      <p className="markdown-plain" dir="auto">
        {bounded}
      </p>
    )
  const tree: Root = fromMarkdown(bounded, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
  return <div className="markdown">{childrenOf(tree, level, 0)}</div>
}

function childrenOf({ children }: { children: Nodes[] }, level: number, depth: number): ReactNode {
  if (depth > depthMax) return null
  return children.map((node, key) => <Node key={key} node={node} level={level} depth={depth + 1} />)
}

function Node({ node, level, depth }: { node: Nodes; level: number; depth: number }) {
  const inside = (of: { children: Nodes[] }): ReactNode => childrenOf(of, level, depth)
  switch (node.type) {
    case 'paragraph':
      return <p dir="auto">{inside(node)}</p>
    case 'heading': {
      const Heading = `h${Math.min(6, level + node.depth - 1)}` as 'h4'
      return <Heading dir="auto">{inside(node)}</Heading>
    }
    case 'blockquote':
      return <blockquote dir="auto">{inside(node)}</blockquote>
    case 'list':
      return node.ordered ? (
        <ol dir="auto" start={node.start ?? 1}>
          {inside(node)}
        </ol>
      ) : (
        <ul dir="auto">{inside(node)}</ul>
      )
    case 'listItem':
      return (
        <li data-task={typeof node.checked === 'boolean' || undefined}>
          {typeof node.checked === 'boolean' && <span aria-hidden="true">{node.checked ? '☑' : '☐'} </span>}
          {inside(node)}
        </li>
      )
    case 'code':
      return (
        <pre tabIndex={0}>
          <code>{node.value}</code>
        </pre>
      )
    case 'table':
      return <MarkdownTable table={node} inside={inside} />
    case 'thematicBreak':
      return <hr />
    case 'text':
    case 'html':
      return node.value
    case 'inlineCode':
      return <code>{node.value}</code>
    case 'strong':
      return <strong>{inside(node)}</strong>
    case 'emphasis':
      return <em>{inside(node)}</em>
    case 'delete':
      return <del>{inside(node)}</del>
    case 'link':
      return <Address href={node.url}>{inside(node)}</Address>
    case 'image':
      return <Address href={node.url}>{node.alt || node.url}</Address> // The policy lets no page show others' pictures.
    case 'break':
      return <br />
    default:
      return 'children' in node ? inside(node as { children: Nodes[] }) : null
  }
}

function Address({ href, children }: { href: string; children: ReactNode }) {
  if (!safe.test(href)) return children
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}

function MarkdownTable({ table, inside }: { table: Table; inside: (of: { children: Nodes[] }) => ReactNode }) {
  const [head, ...rows] = table.children
  return (
    <div className="markdown-table" tabIndex={0}>
      <table>
        {head && (
          <thead>
            <tr>
              {head.children.map((cell, key) => (
                <th key={key} scope="col">
                  {inside(cell)}
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {rows.map((row, key) => (
            <tr key={key}>
              {row.children.map((cell, key) => (
                <td key={key}>{inside(cell)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
