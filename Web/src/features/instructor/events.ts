import type { ActivityItemView } from '../../api/generated/streams'
import { project, useLive, type Live, type StreamReducers } from '../../realtime'

export type ActivityItem = ActivityItemView

export interface NumberedItem extends ActivityItem {
  /** Tells rows apart; larger is newer. */
  number: number
  /** Arrived while watching. */
  live: boolean
}

export interface Activity {
  /** Newest first. */
  items: NumberedItem[]
  counted: number
}

// What a person scrolls through; older items leave the page, not the journal.
const itemsMax = 200

export const activityReducers = {
  kind: 'course',
  snapshot: ({ items }): Activity => prepend({ items: [], counted: 0 }, items, false),
  events: { 'course.activity': (state, { items }) => prepend(state, items, true) },
} satisfies StreamReducers<Activity, 'course'>

function prepend(state: Activity, oldestFirst: ActivityItem[], live: boolean): Activity {
  const fresh = oldestFirst.map((item, index) => ({ ...item, live, number: state.counted + index + 1 })).reverse()
  return { items: [...fresh, ...state.items].slice(0, itemsMax), counted: state.counted + oldestFirst.length }
}

const activity = project<Activity>(activityReducers)

export function useActivity(courseId: string): Live<Activity> {
  return useLive(activity, `course:${courseId}`)
}

export interface Figures {
  completions: number
  learners: number
  finished: number
  byModule: Map<string, number>
}

/** Counted over what the page shows, no more. */
export function figuresOf(items: ActivityItem[]): Figures {
  const byModule = new Map<string, number>()
  const learners = new Set<string>()
  const finished = new Set<string>()
  let completions = 0
  for (const item of items) {
    learners.add(item.userId)
    if (item.courseProgress.percent === 100) finished.add(item.userId)
    if (item.kind !== 'module-completed') continue
    completions++
    byModule.set(item.moduleId, (byModule.get(item.moduleId) ?? 0) + 1)
  }
  return { completions, learners: learners.size, finished: finished.size, byModule }
}
