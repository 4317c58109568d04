/** What learning needs to know of a course; the catalog's course is one. */
export interface Outline {
  id: string
  title: string
  instructorId: string
  modules: {
    id: string
    title: string
    description?: string | null
    order: number
    lessons: { id: string; title: string; kind: string; content?: string | null; durationMinutes?: number | null }[]
  }[]
}

export function inOrder(course: Outline): Outline['modules'] {
  return [...course.modules].sort((a, b) => a.order - b.order)
}
