import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, it } from 'vitest'

/*
 * Whatever is shown is in a catalogue. What a file has as a text and shows without `t`, `msg`, `plural` or `<Trans>` is
 * named here.
 */
const root = join(import.meta.dirname, '..')
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|\.gen\.ts$|generated|\.d\.ts$|app\/DesignPage/.test(file),
)

const shownAttributes = new Set([
  'label',
  'title',
  'aria-label',
  'aria-description',
  'placeholder',
  'hint',
  'lead',
  'act',
  'alt',
  'error',
  'name',
  'children',
])
const shownProperties = new Set(['label', 'title', 'hint', 'message'])
const macros = new Set(['t', 'msg', 'plural', 'select', 'selectOrdinal', 'Trans', 'Plural', 'Select'])
const word = /\p{L}{2,}/u
const sentence = /^\p{Lu}\p{Ll}+[ ,.!?…]/u
// A name is the same in every language.
const names = new Set(['Academy', '· Academy', 'Bearer'])

function isTranslated(node: ts.Node): boolean {
  for (let at: ts.Node | undefined = node; at; at = at.parent) {
    if (ts.isTaggedTemplateExpression(at) && macros.has(at.tag.getText())) return true
    if (ts.isCallExpression(at) && macros.has(at.expression.getText())) return true
    if (ts.isJsxElement(at) && macros.has(at.openingElement.tagName.getText())) return true
    if (ts.isJsxSelfClosingElement(at) && macros.has(at.tagName.getText())) return true
  }
  return false
}

/** Whether what is written there is drawn or read out: the text of an element, of an attribute, of a menu. */
function isShown(node: ts.Expression): boolean {
  const { parent } = node
  if (ts.isConditionalExpression(parent)) return parent.condition !== node && isShown(parent)
  if (ts.isParenthesizedExpression(parent) || ts.isBinaryExpression(parent)) {
    const compares = ts.isBinaryExpression(parent) && !['||', '??', '&&', '+'].includes(parent.operatorToken.getText())
    return !compares && isShown(parent as ts.Expression)
  }
  if (ts.isJsxAttribute(parent)) return isShownAttribute(parent)
  if (ts.isJsxExpression(parent)) return ts.isJsxAttribute(parent.parent) ? isShownAttribute(parent.parent) : true
  return ts.isPropertyAssignment(parent) && shownProperties.has(parent.name.getText())
}

function isShownAttribute({ name, parent }: ts.JsxAttribute): boolean {
  const tag = parent.parent.tagName.getText()
  return shownAttributes.has(name.getText()) && !(name.getText() === 'name' && /^[a-z]|Icon|Field/.test(tag))
}

function isForEngineers(node: ts.Node): boolean {
  for (let at: ts.Node | undefined = node.parent; at; at = at.parent) {
    if (ts.isThrowStatement(at) || ts.isImportDeclaration(at) || ts.isLiteralTypeNode(at)) return true
    if (
      (ts.isNewExpression(at) && /Error$/.test(at.expression.getText())) ||
      (ts.isCallExpression(at) && /^console\./.test(at.expression.getText()))
    )
      return true
  }
  return false
}

function offencesIn(name: string, text: string): string[] {
  const source = ts.createSourceFile(
    name,
    text,
    ts.ScriptTarget.Latest,
    true,
    name.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  )
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const own =
      ts.isJsxText(node) || ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)
        ? node.text
        : ts.isTemplateExpression(node)
          ? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(' ')
          : ''
    if (word.test(own) && !names.has(own.trim()) && !isTranslated(node) && !isForEngineers(node)) {
      if (ts.isJsxText(node) || sentence.test(own) || isShown(node as ts.Expression)) {
        found.push(`${name}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${own.trim()}`)
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

it('Every text that is shown is in a catalogue', () => {
  expect(files.length).toBeGreaterThan(80)
  expect(files.flatMap((file) => offencesIn(file, readFileSync(join(root, file), 'utf8')))).toEqual([])
})

it.each([
  '<p>Hello there</p>',
  '<b title="Close" />',
  '<b title={x ? "Open" : y} />',
  '<p>{x || "nobody"}</p>',
  '<p>{n + " lessons"}</p>',
  'const menu = [{ label: "Delete" }]',
  'const a = "Something went wrong."',
])('%s is found', (text) => {
  expect(offencesIn('a.tsx', text)).toHaveLength(1)
})

it.each([
  '<p>{t`Hello there`}</p>',
  '<p><Trans>Hello <b>there</b></Trans></p>',
  '<b className="close" />',
  'throw new Error("Nobody is there.")',
  '<p>{plural(n, { one: "# lesson", other: "# lessons" })}</p>',
  '<b title={x === "open" ? t`Open` : y} />',
])('%s is not', (text) => {
  expect(offencesIn('a.tsx', text)).toEqual([])
})
