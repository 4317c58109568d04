import { useEffect, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { joined } from '../../api/pages'
import { useUser } from '../../api/browserSession'
import { problemFrom, type Problem } from '../../api/problem'
import { Blank, Button, Failed, Loading, ProblemNote, Skeleton } from '../../ui/controls'
import { Icon } from '../../ui/icons'
import { count } from '../../ui/time'
import { CourseCard } from './CourseCard'
import { HeroScene } from './HeroScene'
import { fetchCourses, useCourses, type CatalogFilter, type CourseSummary } from './queries'
import './catalog.css'

const everything: CatalogFilter = { search: '', category: '', level: '' }
const typingPauseMs = 250

const distinct = (values: string[]): string[] => [...new Set(values.filter(Boolean))].sort((a, b) => a.localeCompare(b))
const words = (value: string): string => value.charAt(0).toUpperCase() + value.slice(1)

export function CatalogPage() {
  const user = useUser()
  const [query, setQuery] = useSearchParams()
  const filter: CatalogFilter = {
    search: query.get('search') ?? '',
    category: query.get('category') ?? '',
    level: query.get('level') ?? '',
  }
  const show = (filter: CatalogFilter): void =>
    setQuery(Object.entries(filter).filter(([, value]) => value), { replace: true, preventScrollReset: true })
  const [typed, setTyped] = useTyped(filter.search, (search) => show({ ...filter, search }))
  const courses = useCourses(filter)
  const all = useCourses(everything)
  const more = useMore(filter, courses.data?.nextCursor ?? null)

  const clear = (): void => {
    setTyped('')
    show(everything)
  }
  const filtered = filter.search || filter.category || filter.level
  const items = joined(courses.data?.items ?? [], more.items, ({ id }) => id)
  const categories = distinct((all.data?.items ?? []).map((course) => course.category))
  const levels = distinct((all.data?.items ?? []).map((course) => course.level))

  return (
    <>
      <title>Courses · Academy</title>
      {user ? (
        <h1>Courses</h1>
      ) : (
        <section className="hero">
          <div>
            <h1>Learn it, and watch it count.</h1>
            <p>
              Every module you complete moves your progress, your level and your place on the board at the very moment
              you complete it.
            </p>
            <div className="hero-actions">
              <Link to="/register" className="button primary">Create an account</Link>
              <Link to="/login" className="button secondary">Log in</Link>
            </div>
          </div>
          <HeroScene />
        </section>
      )}
      <div className="filters" role="search">
        <label className="search">
          <span className="visually-hidden">Search courses</span>
          <Icon name="search" size={18} />
          <input type="search" placeholder="Search courses" value={typed} onChange={(event) => setTyped(event.target.value)} />
        </label>
        <label>
          <span className="visually-hidden">Category</span>
          <select value={filter.category} onChange={(event) => show({ ...filter, category: event.target.value })}>
            <option value="">All categories</option>
            {distinct([...categories, filter.category]).map((category) => (
              <option key={category} value={category}>{words(category)}</option>
            ))}
          </select>
        </label>
        <label>
          <span className="visually-hidden">Level</span>
          <select value={filter.level} onChange={(event) => show({ ...filter, level: event.target.value })}>
            <option value="">All levels</option>
            {distinct([...levels, filter.level]).map((level) => (
              <option key={level} value={level}>{words(level)}</option>
            ))}
          </select>
        </label>
      </div>
      <p className="visually-hidden" role="status">
        {courses.loading ? '' : count(items.length, 'course')}
      </p>
      {courses.problem ? (
        <Failed problem={courses.problem} onRetry={courses.reload} />
      ) : !courses.data ? (
        <CatalogSkeleton />
      ) : items.length === 0 ? (
        filtered ? (
          <Blank icon="search" title="Nothing matches" action={<Button onClick={clear}>Show all courses</Button>}>
            No published course fits this search. Fewer or other words may help.
          </Blank>
        ) : (
          <Blank icon="book" title="No courses yet">As soon as the first course is published, it is here.</Blank>
        )
      ) : (
        <>
          <ul className="course-grid" data-stale={courses.loading || undefined}>
            {items.map((course) => (
              <li key={course.id}>
                <CourseCard course={course} />
              </li>
            ))}
          </ul>
          {more.cursor && (
            <div className="more">
              <Button pending={more.pending} onClick={more.load}>Show more</Button>
            </div>
          )}
          <ProblemNote problem={more.problem} onRetry={more.load} />
        </>
      )}
    </>
  )
}

/** The words in the field: searched for after a pause, and replaced when the address comes to ask for others. */
function useTyped(search: string, show: (search: string) => void): [string, (typed: string) => void] {
  const [typed, setTyped] = useState(search)
  const [asked, setAsked] = useState(search)
  const [before, setBefore] = useState(search)
  if (before !== search) {
    setBefore(search)
    if (search !== asked) setTyped(search)
  }
  useEffect(() => {
    const words = typed.trim()
    if (words === search) return
    const timer = setTimeout(() => {
      setAsked(words)
      show(words)
    }, typingPauseMs)
    return () => clearTimeout(timer)
  })
  return [typed, setTyped]
}

/** The pages after the first; another filter starts over. */
function useMore(filter: CatalogFilter, first: string | null) {
  const key = JSON.stringify([filter, first])
  const fresh = { key, items: [] as CourseSummary[], cursor: first, pending: false, problem: null as Problem | null }
  const [kept, setKept] = useState(fresh)
  const state = kept.key === key ? kept : fresh
  const load = (): void => {
    if (state.pending || !state.cursor) return
    setKept({ ...state, pending: true, problem: null })
    const settle = (change: Partial<typeof fresh>): void =>
      setKept((now) => (now.key === key ? { ...now, pending: false, ...change } : now))
    fetchCourses(filter, state.cursor).then(
      (page) => settle({ items: joined(state.items, page.items, ({ id }) => id), cursor: page.nextCursor ?? null }),
      (thrown: unknown) => settle({ problem: problemFrom(thrown) }),
    )
  }
  return { ...state, load }
}

function CatalogSkeleton() {
  return (
    <Loading>
      <div className="course-grid">
        {[1, 2, 3, 4, 5, 6].map((card) => (
          <Skeleton key={card} className="course-card-skeleton" />
        ))}
      </div>
    </Loading>
  )
}
