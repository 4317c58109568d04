import { compare } from '../../../language/format'
import type { Member, Mention } from '../wire'

/** The mention that is being written at the caret. */
export function mentionAt(text: string, caret: number): { from: number; search: string } | null {
  const found = /(?:^|[\s([{"'])@([^@\n]{0,40})$/.exec(text.slice(0, caret))
  if (!found) return null
  const search = found[1]!
  // After three words it is not a name any more.
  if (search.split(/\s+/).length > 3) return null
  return { from: caret - search.length - 1, search }
}

const suggestionsMax = 6

export function suggested(members: Iterable<Member>, search: string, me: string): Member[] {
  const wanted = fold(search)
  const found: Member[] = []
  for (const member of members) {
    if (member.userId === me) continue
    const name = fold(member.displayName)
    if (name.startsWith(wanted) || name.split(/\s+/).some((word) => word.startsWith(wanted))) found.push(member)
  }
  return found.sort((a, b) => compare(a.displayName, b.displayName)).slice(0, suggestionsMax)
}

/** Those of the picked people whose name is still in the text, outside of code: there it mentions nobody. */
export function stillMentioned(body: string, picked: Mention[]): string[] {
  const text = body.replace(code, ' ')
  return [...new Set(picked.filter(({ name }) => text.includes(`@${name}`)).map(({ userId }) => userId))]
}

/** A fenced block, closed or not, and a span between as many backticks. */
const code = /^ {0,3}(```+|~~~+)[\s\S]*?(?:^ {0,3}\1|$(?![\s\S]))|(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\2(?!`)/gm

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
