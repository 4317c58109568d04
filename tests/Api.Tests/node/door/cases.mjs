// Which cases of the suite do not apply: by the names of groups and cases, joined by " > "; a group's name stands for all of it.
import { readFileSync } from 'node:fs'

const reasons = JSON.parse(readFileSync(new URL('not-applicable.json', import.meta.url)))
const whyOf = new Map(reasons.flatMap(({ why, cases }) => cases.map((name) => [name, why])))

export const excluded = [...whyOf.keys()]

export function namesOf(task) {
  const path = []
  for (let at = task; at && !at.filepath; at = at.suite) path.unshift(at.name)
  return path.map((_, i) => path.slice(0, i + 1).join(' > '))
}

export function whyNot(task) {
  return namesOf(task).map((name) => whyOf.get(name)).find(Boolean)
}
