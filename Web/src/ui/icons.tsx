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
  chat: <path d="M4.500 6.500a2 2 0 0 1 2-2h11a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H11l-4.500 3.500v-3.500a2 2 0 0 1-2-2Z" />,
  send: <><path d="M4.500 5 20 12 4.500 19l2-7Z" /><path d="M6.500 12H13" /></>,
  reply: <><path d="M10 7 5 12l5 5" /><path d="M5 12h8.500a5.500 5.500 0 0 1 5.500 5.500v1" /></>,
  smile: <><circle cx="12" cy="12" r="8" /><path d="M8.500 14c.8 1.300 2 2 3.500 2s2.700-.7 3.500-2M9.300 9.700v.1M14.700 9.700v.1" /></>,
  pin: <><path d="M9 4.500h6l-.7 6 2.700 3H7l2.700-3Z" /><path d="M12 13.500v6" /></>,
  dots: <path d="M6 12v.1M12 12v.1M18 12v.1" strokeWidth="2.600" />,
  close: <path d="m6.500 6.500 11 11M17.500 6.500l-11 11" />,
  plus: <path d="M12 5.500v13M5.500 12h13" />,
  back: <path d="m14 6-6 6 6 6" />,
  down: <path d="M12 5v13.500M6.500 13l5.500 5.500 5.500-5.500" />,
  attach: <path d="m19 11-7.300 7.300a4.200 4.200 0 0 1-6-6L13 5a2.800 2.800 0 0 1 4 4l-7.200 7.200a1.400 1.400 0 0 1-2-2l6.200-6.200" />,
  file: <><path d="M7 4.500h6.500L18 9v10.500H7Z" /><path d="M13 4.500V9.500h5" /></>,
  download: <><path d="M12 4.500v10M7.500 10.500l4.500 4.500 4.500-4.500" /><path d="M5 19.500h14" /></>,
  eye: <><path d="M3.500 12c2-3.700 5-5.500 8.500-5.500s6.500 1.800 8.500 5.500c-2 3.700-5 5.500-8.500 5.500S5.500 15.700 3.500 12Z" /><circle cx="12" cy="12" r="2.500" /></>,
  trash: <><path d="M5 7.500h14M9.500 7V4.500h5V7" /><path d="m7 7.500.8 12h8.400l.8-12" /></>,
  settings: <><path d="M4.500 8h8M17 8h2.500M4.500 16H7M11.500 16h8" /><circle cx="14.700" cy="8" r="2.200" /><circle cx="9.300" cy="16" r="2.200" /></>,
  calendar: <><rect x="4.500" y="6" width="15" height="13.500" rx="1.500" /><path d="M4.500 10.500h15M8.500 6V3.800M15.500 6V3.800" /></>,
  shield: <path d="M12 4 5 6.500V12c0 4 2.800 6.800 7 8 4.200-1.200 7-4 7-8V6.500Z" />,
  copy: <><rect x="8.500" y="8.500" width="11" height="11" rx="1.500" /><path d="M15.500 8.500v-3a1 1 0 0 0-1-1h-9a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1h3" /></>,
  logout: <><path d="M10 4.500H5v15h5M14 8l4 4-4 4M18 12H9.5" /></>,
}

export type IconName = 'search' | 'check' | 'arrow' | 'book' | 'home' | 'trophy' | 'teach' | 'flame' | 'spark' | 'clock'
  | 'play' | 'text' | 'pencil' | 'link' | 'question' | 'people' | 'flag' | 'alert' | 'pulse' | 'logout'
  | 'chat' | 'send' | 'reply' | 'smile' | 'pin' | 'dots' | 'close' | 'plus' | 'back' | 'down' | 'attach' | 'file' | 'download'
  | 'eye' | 'trash' | 'settings' | 'calendar' | 'shield' | 'copy'

/** These point along a line, so they point the other way where lines run from right to left. */
const directed = new Set<IconName>(['arrow', 'back', 'reply', 'send', 'logout', 'text'])

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor"
      strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" data-directed={directed.has(name) || undefined}>
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
