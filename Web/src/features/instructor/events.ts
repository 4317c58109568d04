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
