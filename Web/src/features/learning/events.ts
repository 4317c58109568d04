import type { Enrolled, EnrollmentSnapshot } from '../../api/generated/streams'
import { project, useLive, type Live, type StreamReducers } from '../../realtime'

export type Enrollment = EnrollmentSnapshot

export interface Completion {
  seq: number
  kind: 'lesson' | 'module' | 'course'
  courseId: string
  moduleId?: string
  lessonId?: string
}

export interface Learning {
  enrollments: Enrollment[]
  /** Those that ended while one looks: enrolling again goes on where they were. */
  ended: Enrollment[]
  /** The newest completion that arrived as an event: what was there on joining is not news. */
  latest: Completion | null
}

const added = (ids: string[], id: string): string[] => (ids.includes(id) ? ids : [...ids, id])

function change(
  state: Learning,
  enrollmentId: string,
  to: (before: Enrollment) => Enrollment,
  latest: Completion,
): Learning {
  return {
    ...state,
    latest,
    enrollments: state.enrollments.map((each) => (each.enrollmentId === enrollmentId ? to(each) : each)),
  }
}

export const learningReducers = {
  kind: 'user',
  kept: { as: 'learning', what: (state: Learning): Learning => ({ ...state, latest: null, ended: [] }) },

  snapshot: ({ learning: { enrollments } }): Learning => ({ latest: null, ended: [], enrollments }),

  events: {
    'progress.enrolled': (state, data) =>
      state.enrollments.some((each) => each.enrollmentId === data.enrollmentId)
        ? state
        : {
            ...state,
            enrollments: [
              ...state.enrollments,
              data.standing ?? state.ended.find((each) => each.enrollmentId === data.enrollmentId) ?? unstarted(data),
            ],
            ended: state.ended.filter((each) => each.enrollmentId !== data.enrollmentId),
          },

    'progress.enrollment-ended': (state, { enrollmentId }) => ({
      ...state,
      enrollments: state.enrollments.filter((each) => each.enrollmentId !== enrollmentId),
      ended: [...state.ended, ...state.enrollments.filter((each) => each.enrollmentId === enrollmentId)],
    }),

    'progress.lesson-completed': (state, { enrollmentId, courseId, moduleId, lessonId }, { seq }) =>
      change(
        state,
        enrollmentId,
        (before) => ({ ...before, completedLessonIds: added(before.completedLessonIds, lessonId) }),
        { seq, kind: 'lesson', courseId, moduleId, lessonId },
      ),

    'progress.module-completed': (state, { enrollmentId, courseId, moduleId, courseProgress }, { seq }) =>
      change(
        state,
        enrollmentId,
        (before) => ({ ...before, ...courseProgress, completedModuleIds: added(before.completedModuleIds, moduleId) }),
        { seq, kind: 'module', courseId, moduleId },
      ),

    'progress.course-completed': (state, { enrollmentId, courseId, version }, { seq }) =>
      change(
        state,
        enrollmentId,
        (before) => ({ ...before, status: 'completed', ...(version && { completedVersion: version }) }),
        { seq, kind: 'course', courseId },
      ),
  },
} satisfies StreamReducers<Learning, 'user'>

/** Events of earlier releases do not say where an enrollment stands. */
function unstarted({ enrollmentId, courseId }: Enrolled): Enrollment {
  return {
    enrollmentId,
    courseId,
    status: 'active',
    totalModules: 0,
    completedModules: 0,
    percent: 0,
    completedModuleIds: [],
    completedLessonIds: [],
  }
}

const learning = project<Learning>(learningReducers)

export function useLearning(userId: string | null): Live<Learning> {
  return useLive(learning, userId && `user:${userId}`)
}

/** Rounded half up, and 100 only when everything is completed: 199 of 200 is 99. */
export function percentOf(completed: number, total: number): number {
  if (total === 0) return 0
  return completed >= total ? 100 : Math.min(99, Math.floor((200 * completed + total) / (2 * total)))
}
