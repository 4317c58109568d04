import type { Message } from '../wire'

/**
 * The known messages of a room, as stretches without gaps, oldest first. The last stretch is live: new messages are
 * added to it. Reading at another place (a search result, a date, the first unread message) opens another stretch.
 * Stretches that meet are merged.
 */
export interface Stretch {
  messages: Message[]
  /** It begins with the first message of the room. */
  isFirst: boolean
}

export type Timeline = Stretch[]

// Messages that are kept in memory of the live stretch. Older ones are fetched again when somebody scrolls back to
// them.
const messagesMax = 5_000

export const empty: Timeline = [{ messages: [], isFirst: false }]

export function liveStretch(timeline: Timeline): Stretch {
  return timeline.at(-1)!
}

export function isLive(timeline: Timeline, stretch: Stretch): boolean {
  return stretch === liveStretch(timeline)
}

/** The stretch that contains this number. */
export function stretchAt(timeline: Timeline, seq: number): Stretch | undefined {
  return timeline.find(({ messages }) => messages.length > 0 && messages[0]!.seq <= seq && seq <= messages.at(-1)!.seq)
}

export function find(timeline: Timeline, seq: number): Message | undefined {
  return stretchAt(timeline, seq)?.messages.find((message) => message.seq === seq)
}

export function findById(timeline: Timeline, id: string): Message | undefined {
  for (const { messages } of timeline) {
    const found = messages.find((message) => message.id === id)
    if (found) return found
  }
  return undefined
}

/** A message that was just posted: at the end of the live stretch. */
export function posted(timeline: Timeline, message: Message): Timeline {
  const live = liveStretch(timeline)
  const last = live.messages.at(-1)
  // A page of history had it already.
  if (last && last.seq >= message.seq) return change(timeline, message.seq, () => message)
  const messages = [...live.messages, message]
  const kept = messages.length > messagesMax ? messages.slice(-messagesMax / 2) : messages
  return [...timeline.slice(0, -1), { messages: kept, isFirst: live.isFirst && kept === messages }]
}

export function change(timeline: Timeline, seq: number, to: (message: Message) => Message): Timeline {
  const stretch = stretchAt(timeline, seq)
  const index = stretch?.messages.findIndex((message) => message.seq === seq) ?? -1
  if (!stretch || index < 0) return timeline
  const after = to(stretch.messages[index]!)
  if (after === stretch.messages[index]) return timeline
  const messages = stretch.messages.with(index, after)
  return timeline.map((each) => (each === stretch ? { ...stretch, messages } : each))
}

export function changeAll(timeline: Timeline, to: (message: Message) => Message): Timeline {
  return timeline.map((stretch) => ({ ...stretch, messages: stretch.messages.map(to) }))
}

/** Everything up to this number has expired. */
export function expired(timeline: Timeline, upTo: number): Timeline {
  return timeline
    .map(({ messages, isFirst }) => {
      const kept = messages.filter(({ seq }) => seq > upTo)
      return kept.length === messages.length ? { messages, isFirst } : { messages: kept, isFirst: true }
    })
    .filter(({ messages }, index) => messages.length > 0 || index === timeline.length - 1)
}

export interface Loaded {
  /** Oldest first, without gaps. */
  messages: Message[]
  /** The page begins directly after, or ends directly before, the message with this number. */
  after?: number
  before?: number
  isFirst: boolean
  isLast: boolean
}

/** Adds a page of history. A message that is known stays as it is, since events keep it newer than any page. */
export function loaded(timeline: Timeline, page: Loaded): Timeline {
  const low = page.after ?? page.messages[0]?.seq
  const high = page.before ?? page.messages.at(-1)?.seq
  const live = liveStretch(timeline)
  if (low === undefined && high === undefined) {
    return live.messages.length === 0 && page.isFirst
      ? [...timeline.slice(0, -1), { ...live, isFirst: true }]
      : timeline
  }
  const [from, to] = [low ?? high!, high ?? low!]
  const touches = (stretch: Stretch): boolean => {
    if (stretch.messages.length === 0) return stretch === live && page.isLast
    return stretch.messages[0]!.seq <= to && from <= stretch.messages.at(-1)!.seq
  }
  const touched = timeline.filter(touches)
  const known = new Map<number, Message>()
  for (const message of page.messages) known.set(message.seq, message)
  for (const { messages } of touched) for (const message of messages) known.set(message.seq, message)
  const messages = [...known.values()].sort((a, b) => a.seq - b.seq)
  const startsWithPage = messages[0]?.seq === page.messages[0]?.seq || page.messages.length === 0
  const joined: Stretch = {
    messages,
    isFirst: (page.isFirst && startsWithPage) || touched.some((stretch) => stretch.isFirst),
  }
  const rest = timeline.filter((stretch) => !touched.includes(stretch))
  const isLiveNow = touched.includes(live)
  const ordered = isLiveNow ? rest : rest.filter((stretch) => stretch !== live)
  const placed = [...ordered, joined].sort((a, b) => (a.messages[0]?.seq ?? 0) - (b.messages[0]?.seq ?? 0))
  return isLiveNow ? [...placed.filter((stretch) => stretch !== joined), joined] : [...placed, live]
}

/** The message's number: the first 48 bits of its id. */
export function seqOf(id: string): number | null {
  const seq = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)
  return Number.isSafeInteger(seq) ? seq : null
}
