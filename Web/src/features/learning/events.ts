import { project, useLive, type Live } from '../../realtime'

export interface CourseProgress {
  totalModules: number
  completedModules: number
  percent: number
}

export interface Enrollment extends CourseProgress {
  enrollmentId: string
  courseId: string
  status: string
  completedModuleIds: string[]
  completedLessonIds: string[]
}

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

type Snapshot = { learning?: { enrollments?: (Omit<Enrollment, 'completedLessonIds'> & { completedLessonIds?: string[] })[] } }
type Enrolled = { enrollmentId: string; courseId: string }
type LessonCompleted = { enrollmentId: string; courseId: string; moduleId: string; lessonId: string }
type ModuleCompleted = { enrollmentId: string; courseId: string; moduleId: string; courseProgress: CourseProgress }
type CourseCompleted = { enrollmentId: string; courseId: string }

const added = (ids: string[], id: string): string[] => (ids.includes(id) ? ids : [...ids, id])

function change(state: Learning, enrollmentId: string, to: (before: Enrollment) => Enrollment, latest: Completion): Learning {
  return { ...state, latest, enrollments: state.enrollments.map((each) => (each.enrollmentId === enrollmentId ? to(each) : each)) }
}

export const learningReducers = {
  kind: 'user',

  snapshot: ({ learning }: Snapshot): Learning => ({
    latest: null,
    ended: [],
    enrollments: (learning?.enrollments ?? []).map((each) => ({ ...each, completedLessonIds: each.completedLessonIds ?? [] })),
  }),

  events: {
    'progress.enrolled': (state: Learning, data: Enrolled): Learning =>
      state.enrollments.some((each) => each.enrollmentId === data.enrollmentId)
        ? state
        : {
            ...state,
            enrollments: [...state.enrollments, state.ended.find((each) => each.enrollmentId === data.enrollmentId) ?? unstarted(data)],
            ended: state.ended.filter((each) => each.enrollmentId !== data.enrollmentId),
          },

    'progress.enrollment-ended': (state: Learning, { enrollmentId }: Enrolled): Learning => ({
      ...state,
      enrollments: state.enrollments.filter((each) => each.enrollmentId !== enrollmentId),
      ended: [...state.ended, ...state.enrollments.filter((each) => each.enrollmentId === enrollmentId)],
    }),

    'progress.lesson-completed': (state: Learning, data: LessonCompleted, { seq }: { seq: number }): Learning =>
      change(
        state,
        data.enrollmentId,
        (before) => ({ ...before, completedLessonIds: added(before.completedLessonIds, data.lessonId) }),
        { seq, kind: 'lesson', courseId: data.courseId, moduleId: data.moduleId, lessonId: data.lessonId },
      ),

    'progress.module-completed': (state: Learning, data: ModuleCompleted, { seq }: { seq: number }): Learning =>
      change(
        state,
        data.enrollmentId,
        (before) => ({
          ...before,
          ...data.courseProgress,
          completedModuleIds: added(before.completedModuleIds, data.moduleId),
        }),
        { seq, kind: 'module', courseId: data.courseId, moduleId: data.moduleId },
      ),

    'progress.course-completed': (state: Learning, data: CourseCompleted, { seq }: { seq: number }): Learning =>
      change(state, data.enrollmentId, (before) => ({ ...before, status: 'completed' }), {
        seq,
        kind: 'course',
        courseId: data.courseId,
      }),
  },
}

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
