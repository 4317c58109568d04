import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { MessageText } from './Markup'
import type { Block, Mention } from '../wire'

const draw = (body: string | null, content?: Block[], mentions?: Mention[]) =>
  renderToStaticMarkup(
    createElement(MessageText, {
      message: { body, ...(content && { content }), ...(mentions && { mentions }) },
      me: 'me',
    }),
  )

it('A body without markup is text, whatever it looks like', () => {
  expect(draw('<img src=x onerror=alert(1)>')).toBe(
    '<div class="text"><p dir="auto">&lt;img src=x onerror=alert(1)&gt;</p></div>',
  )
})

it('The tree becomes elements, one for each node', () => {
  const html = draw('', [
    { t: 'p', c: [{ t: 'strong', c: [{ t: 'text', v: 'a' }] }, { t: 'br' }, { t: 'code', v: '<b>' }] },
    { t: 'list', ordered: true, start: 3, items: [[{ t: 'p', c: [{ t: 'del', c: [{ t: 'text', v: 'b' }] }] }]] },
    { t: 'quote', c: [{ t: 'code', v: 'x' }, { t: 'rule' }] },
  ])
  expect(html).toBe(
    '<div class="text"><p dir="auto"><strong><span>a</span></strong><br/><code>&lt;b&gt;</code></p>' +
      '<ol start="3"><li><p dir="auto"><del><span>b</span></del></p></li></ol>' +
      '<blockquote><pre tabindex="0"><code>x</code></pre><hr/></blockquote></div>',
  )
})

it.each([
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  '//evil.example',
  'file:///etc',
])('A link to %j goes nowhere, even if a server lets it through', (href) =>
  expect(draw('', [{ t: 'p', c: [{ t: 'link', href, c: [{ t: 'text', v: 'here' }] }] }])).not.toContain('<a'),
)

it('A link elsewhere opens apart, and tells nobody where it was clicked', () => {
  const html = draw('', [
    { t: 'p', c: [{ t: 'link', href: 'https://example.org/?a=1&b="', c: [{ t: 'text', v: 'here' }] }] },
  ])
  expect(html).toContain(
    'href="https://example.org/?a=1&amp;b=&quot;" target="_blank" rel="noopener noreferrer nofollow ugc"',
  )
})

it('Nodes of a later server, and nodes too deep, are left out and break nothing', () => {
  let deep: Block = { t: 'p', c: [{ t: 'text', v: 'core' }] }
  for (let i = 0; i < 5_000; i++) deep = { t: 'quote', c: [deep] }
  expect(draw('', [deep])).not.toContain('core')
  expect(draw('', [{ t: 'marquee', c: [] } as unknown as Block, { t: 'p', c: [{ t: 'blink' } as never] }])).toBe(
    '<div class="text"><p dir="auto"></p></div>',
  )
})

it('Mentions stand out, one’s own more than others, the longest name first', () => {
  const html = draw('Hi @Ann Lee and @ann, not @Bob (a+b)', undefined, [
    { userId: 'me', name: 'Ann' },
    { userId: 'lee', name: 'Ann Lee' },
    { userId: 'odd', name: '(a+b)' },
  ])
  expect(html).toContain('<span class="mention">@Ann Lee</span>')
  expect(html).toContain('<span class="mention" data-own="true">@ann</span>')
  expect(html.match(/class="mention"/g)).toHaveLength(2)
})

it.each(['https://example.org/@ann', 'www.example.org/@ann', 'ann@ann'])(
  'In the address %s nobody is mentioned; beside it they are',
  (shown) => {
    const html = draw(
      '',
      [
        {
          t: 'p',
          c: [
            { t: 'link', href: 'https://example.org/', c: [{ t: 'text', v: shown }] },
            { t: 'text', v: ' @ann' },
          ],
        },
      ],
      [{ userId: '1', name: 'ann' }],
    )
    expect(html.match(/class="mention"/g)).toHaveLength(1)
  },
)
