import { t } from '@lingui/core/macro'
import { useEffect, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { useUser } from '../../api/browserSession'
import { itemsOf } from '../../api/reading'
import { courses as courseCount } from '../../language/counts'
import { compare, number } from '../../language/format'
import { levelName } from '../../language/names'
import { Blank, Button, Failed, Loading, ProblemNote, Skeleton } from '../../ui/controls'
import { Icon } from '../../ui/icons'
import { CourseCard } from './CourseCard'
import { HeroScene } from './HeroScene'
import { useCourses, useFacets, type CatalogFilter, type CourseSummary } from './queries'
import './catalog.css'

const everything: CatalogFilter = { search: '', category: '', level: '' }
const typingPauseMs = 250

type Choice = [value: string, count: number | null]

/** What there is, and what is chosen though there is none (any more). */
const choices = (known: Choice[] = [], chosen: string): Choice[] =>
  !chosen || known.some(([value]) => value === chosen) ? [...known] : [...known, [chosen, null]]

const counted = (name: string, count: number | null): string => {
  if (count === null) return name
  const courses = number(count)
  return t`${name} (${courses})`
}

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
    setQuery(
      Object.entries(filter).filter(([, value]) => value),
      { replace: true, preventScrollReset: true },
    )
  const [typed, setTyped] = useTyped(filter.search, (search) => show({ ...filter, search }))
  const courses = useCourses(filter)
  const facets = useFacets().data

  const clear = (): void => {
    setTyped('')
    show(everything)
  }
  const filtered = filter.search || filter.category || filter.level
  const items = itemsOf<CourseSummary>(courses.data?.pages, ({ id }) => id)

  return (
    <>
      <title>{t`Courses · Academy`}</title>
      {user ? (
        <h1>{t`Courses`}</h1>
      ) : (
        <section className="hero">
          <div>
            <h1>{t`Learn it, and watch it count.`}</h1>
            <p>
              {t`Every module you complete moves your progress, your level and your place on the board at the very moment you complete it.`}
            </p>
            <div className="hero-actions">
              <Link to="/register" className="button primary">{t`Create an account`}</Link>
              <Link to="/login" className="button secondary">{t`Log in`}</Link>
            </div>
          </div>
          <HeroScene />
        </section>
      )}
      <div className="filters" role="search">
        <label className="search">
          <span className="visually-hidden">{t`Search courses`}</span>
          <Icon name="search" size={18} />
          <input
            type="search"
            placeholder={t`Search courses`}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
        <label>
          <span className="visually-hidden">{t`Category`}</span>
          <select value={filter.category} onChange={(event) => show({ ...filter, category: event.target.value })}>
            <option value="">{t`All categories`}</option>
            {choices(
              facets?.categories.map(({ category, count }) => [category, count]),
              filter.category,
            )
              .sort(([a], [b]) => compare(a, b))
              .map(([category, count]) => (
                <option key={category} value={category}>
                  {counted(words(category), count)}
                </option>
              ))}
          </select>
        </label>
        <label>
          <span className="visually-hidden">{t`Level`}</span>
          <select value={filter.level} onChange={(event) => show({ ...filter, level: event.target.value })}>
            <option value="">{t`All levels`}</option>
            {choices(
              facets?.levels.map(({ level, count }) => [level, count]),
              filter.level,
            ).map(([level, count]) => (
              <option key={level} value={level}>
                {counted(levelName(level), count)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p className="visually-hidden" role="status">
        {courses.isPending || courses.isPlaceholderData ? '' : courseCount(items.length)}
      </p>
      {!courses.data ? (
        courses.error ? (
          <Failed problem={courses.error} onRetry={courses.refetch} />
        ) : (
          <CatalogSkeleton />
        )
      ) : items.length === 0 ? (
        filtered ? (
          <Blank
            icon="search"
            title={t`Nothing matches`}
            action={<Button onClick={clear}>{t`Show all courses`}</Button>}
          >
            {t`No published course fits this search. Fewer or other words may help.`}
          </Blank>
        ) : (
          <Blank
            icon="book"
            title={t`No courses yet`}
          >{t`As soon as the first course is published, it is here.`}</Blank>
        )
      ) : (
        <>
          <ul className="course-grid" data-stale={courses.isPlaceholderData || undefined}>
            {items.map((course) => (
              <li key={course.id}>
                <CourseCard course={course} />
              </li>
            ))}
          </ul>
          {courses.hasNextPage && (
            <div className="more">
              <Button
                pending={courses.isFetchingNextPage}
                onClick={() => void courses.fetchNextPage()}
              >{t`Show more`}</Button>
            </div>
          )}
          <ProblemNote
            problem={courses.error}
            onRetry={() => void (courses.isFetchNextPageError ? courses.fetchNextPage() : courses.refetch())}
          />
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
