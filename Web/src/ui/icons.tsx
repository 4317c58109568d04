import type { ReactNode } from 'react'

const drawn: Record<string, ReactNode> = {
  search: <><circle cx="11" cy="11" r="6.5" /><path d="m16 16 4.5 4.5" /></>,
  check: <path d="m5 12.5 4.5 4.5L19 7.5" />,
  arrow: <><path d="M5 12h14" /><path d="m13 6 6 6-6 6" /></>,
  book: <><path d="M12 6.5C10.5 5 8 4.5 4.5 4.5v13c3.5 0 6 .5 7.5 2 1.5-1.5 4-2 7.5-2v-13c-3.5 0-6 .5-7.5 2Z" /><path d="M12 6.5v13" /></>,
  home: <><path d="m4 11 8-7 8 7" /><path d="M6 9.5V20h12V9.5" /></>,
  trophy: <><path d="M8 4.5h8V10a4 4 0 0 1-8 0Z" /><path d="M8 6H4.5c0 3.5 1.5 5 3.7 5M16 6h3.500c0 3.5-1.5 5-3.7 5M12 14v4M8.5 20h7" /></>,
  teach: <><rect x="3.5" y="4.5" width="17" height="11" rx="1.5" /><path d="M12 15.500V20M8 20h8M8 11l2.5-2.5 2 2L16 8" /></>,
  flame: <path d="M12 3.500c.8 3.2 5.5 5.2 5.5 10a5.5 5.5 0 0 1-11 0c0-2 1-3.5 2.2-4.7.2 1.7 1 2.6 1.9 2.900C10.3 8.7 10.5 6 12 3.500Z" />,
  spark: <path d="M12 3.5 14 10l6.5 2-6.5 2-2 6.500L10 14l-6.5-2L10 10Z" />,
  clock: <><circle cx="12" cy="12" r="8" /><path d="M12 7.500V12l3 2" /></>,
  play: <path d="M8 5.500v13l10.5-6.500Z" />,
  text: <path d="M5 6.500h14M5 12h14M5 17.500h9" />,
  pencil: <><path d="M5 19l.8-3.8L16 5l3 3L8.8 18.2Z" /><path d="m13.5 7.5 3 3" /></>,
  link: <path d="M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1.5 1.5M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1.5-1.5" />,
  question: <><circle cx="12" cy="12" r="8" /><path d="M9.7 9.800a2.4 2.4 0 1 1 3.4 2.400c-.8.4-1.1.9-1.1 1.600M12 16.500v.1" /></>,
  people: <><circle cx="9" cy="8.5" r="3.5" /><path d="M3 19.500c.5-3.5 2.8-5.5 6-5.500s5.5 2 6 5.500M16 5.500a3.5 3.5 0 0 1 0 6.500M18 14.500c1.7.8 2.7 2.5 3 5" /></>,
  flag: <path d="M6 20.500v-16M6 5c4-2 8 2 12 0v8.500c-4 2-8-2-12 0" />,
  alert: <><path d="M12 4 3 19.500h18Z" /><path d="M12 10v4.500M12 17v.1" /></>,
  pulse: <path d="M3.500 12h4l2.500-6.500 4 13 2.500-6.500h4" />,
  logout: <><path d="M10 4.500H5v15h5M14 8l4 4-4 4M18 12H9.5" /></>,
}

export type IconName = 'search' | 'check' | 'arrow' | 'book' | 'home' | 'trophy' | 'teach' | 'flame' | 'spark' | 'clock'
  | 'play' | 'text' | 'pencil' | 'link' | 'question' | 'people' | 'flag' | 'alert' | 'pulse' | 'logout'

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor"
      strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      {drawn[name]}
    </svg>
  )
}

export function BrandMark({ size = 28 }: { size?: number }) {
  return (
    <svg className="brand-mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect className="brand-mark-ground" width="32" height="32" rx="8" />
      <path className="brand-mark-outer" d="M8 24V17a8 8 0 0 1 16 0v7" />
      <path className="brand-mark-inner" d="M13.5 24v-6.500a2.5 2.5 0 0 1 5 0V24" />
    </svg>
  )
}
