import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import Markdown from './Markdown'

const draw = (text: string): string =>
  renderToStaticMarkup(<Markdown text={text} />)
    .replace(/ dir="auto"/g, '')
    .slice('<div class="markdown">'.length, -'</div>'.length)

it('Marks become elements, and headings fit below those of the page', () => {
  expect(draw('# One\n\nSome *em* and **strong** `code`.\n\n2. two\n3. three')).toBe(
    '<h4>One</h4><p>Some <em>em</em> and <strong>strong</strong> <code>code</code>.</p>' +
      '<ol start="2"><li><p>two</p></li><li><p>three</p></li></ol>',
  )
  expect(draw('###### Deep')).toBe('<h6>Deep</h6>')
  expect(draw('```js\nlet a = 1\n```')).toBe('<pre tabindex="0"><code>let a = 1</code></pre>')
})

it('A table has heads for its columns', () => {
  expect(draw('| a | b |\n| - | - |\n| 1 | 2 |')).toContain(
    '<th scope="col">a</th><th scope="col">b</th></tr></thead><tbody><tr><td>1</td><td>2</td>',
  )
})

it('HTML is text', () => {
  expect(draw('<img src=x onerror=alert(1)>')).toBe('&lt;img src=x onerror=alert(1)&gt;')
  expect(draw('a <b onclick="x()">b</b>')).toBe('<p>a &lt;b onclick=&quot;x()&quot;&gt;b&lt;/b&gt;</p>')
})

it.each(['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', '//evil.example', 'vbscript:x'])(
  'A link to %s is no link',
  (href) => {
    expect(draw(`[here](<${href}>)`)).toBe('<p>here</p>')
  },
)

it('Links and pictures of others are links that tell nothing of where they come from', () => {
  const rel = 'target="_blank" rel="noopener noreferrer"'
  expect(draw('[here](https://a.example)')).toBe(`<p><a href="https://a.example" ${rel}>here</a></p>`)
  expect(draw('![A cat](https://a.example/cat.png)')).toBe(
    `<p><a href="https://a.example/cat.png" ${rel}>A cat</a></p>`,
  )
})

it.each(['> '.repeat(9_000), '- '.repeat(9_000), `${' '.repeat(200)}- a`])(
  'What is nested beyond all reason is shown as it was written, at once',
  (text) => {
    const began = performance.now()
    expect(renderToStaticMarkup(<Markdown text={text} />)).toMatch(/^<p class="markdown-plain"/)
    expect(performance.now() - began).toBeLessThan(1_000)
  },
)

it('What is longer than can be stored is drawn as far as that goes', () => {
  expect(draw('a '.repeat(200_000)).length).toBeLessThan(21_000)
})
