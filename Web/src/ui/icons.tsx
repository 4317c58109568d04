import {
  ArrowDown,
  ArrowLeft,
  ArrowRight,
  BookOpen,
  Calendar,
  Check,
  ChartNoAxesColumn,
  CircleQuestionMark,
  ClipboardCopy,
  Clock,
  Command,
  Download,
  Ellipsis,
  Eye,
  File,
  Flag,
  Flame,
  House,
  Link2,
  LogOut,
  MessageCircle,
  Paperclip,
  Pencil,
  Pin,
  Play,
  Plus,
  Presentation,
  Reply,
  Search,
  SendHorizontal,
  Settings,
  Shield,
  Smile,
  Sparkles,
  TextAlignStart,
  Trash2,
  TriangleAlert,
  Trophy,
  Users,
  X,
  type LucideIcon,
} from 'lucide-react'

/** By what they are for, not by what they show. */
const icons = {
  search: Search,
  check: Check,
  arrow: ArrowRight,
  book: BookOpen,
  home: House,
  trophy: Trophy,
  teach: Presentation,
  flame: Flame,
  spark: Sparkles,
  clock: Clock,
  play: Play,
  text: TextAlignStart,
  pencil: Pencil,
  link: Link2,
  question: CircleQuestionMark,
  people: Users,
  flag: Flag,
  alert: TriangleAlert,
  pulse: ChartNoAxesColumn,
  chat: MessageCircle,
  send: SendHorizontal,
  reply: Reply,
  smile: Smile,
  pin: Pin,
  dots: Ellipsis,
  close: X,
  plus: Plus,
  back: ArrowLeft,
  down: ArrowDown,
  attach: Paperclip,
  file: File,
  download: Download,
  eye: Eye,
  trash: Trash2,
  settings: Settings,
  calendar: Calendar,
  shield: Shield,
  copy: ClipboardCopy,
  logout: LogOut,
  command: Command,
} satisfies Record<string, LucideIcon>

export type IconName = keyof typeof icons

export const iconNames = Object.keys(icons) as IconName[]

/** These point along a line, so they point the other way where lines run from right to left. */
const directed = new Set<IconName>(['arrow', 'back', 'reply', 'send', 'logout', 'text'])

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  const Drawn = icons[name]
  return (
    <Drawn
      className="icon"
      size={size}
      strokeWidth={1.75}
      aria-hidden="true"
      data-directed={directed.has(name) || undefined}
    />
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
