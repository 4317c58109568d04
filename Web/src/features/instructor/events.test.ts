import { expect, it, vi } from 'vitest'
import type { ActivityItem } from './events'

vi.mock('../../realtime', () => ({ project: () => null, useLive: () => null }))
const { activityReducers } = await import('./events')

const item = (userId: string, moduleId: string, percent = 50): ActivityItem => ({
  kind: 'module-completed',
  userId,
  displayName: userId,
  enrollmentId: `e-${userId}`,
  moduleId,
  at: '2026-01-01T00:00:00Z',
  courseProgress: { totalModules: 2, completedModules: percent / 50, percent },
})
const take = activityReducers.events['course.activity']

it('Activity is shown newest first, and what was there before is not live', () => {
  const start = activityReducers.snapshot({ items: [item('a', 'm1'), item('b', 'm1')] })
  const after = take(start, { items: [item('c', 'm1'), item('a', 'm2', 100)] })
  expect(after.items.map((each) => [each.userId, each.live, each.number])).toEqual([
    ['a', true, 4],
    ['c', true, 3],
    ['b', false, 2],
    ['a', false, 1],
  ])
})

it('Activity keeps a bounded list and goes on counting', () => {
  let state = activityReducers.snapshot({ items: [] })
  for (let n = 0; n < 30; n++) state = take(state, { items: Array.from({ length: 10 }, () => item('a', 'm1')) })
  expect(state.items).toHaveLength(200)
  expect(state.counted).toBe(300)
  expect(new Set(state.items.map((each) => each.number)).size).toBe(200)
})
