import type { Message, Reaction, Words } from './wire'

/* What the events after a message make of it. Each may be applied twice and is then the same as once: a page of history may know it already. */
export interface Edited extends Words {
  messageSeq: number
  editedAt: string
  erased?: boolean | null
}
export interface Deleted {
  messageSeq: number
}
export interface Reacted {
  messageSeq: number
  userId: string
  emoji: string
}

export function edited(message: Message, { body, content, mentions, editedAt, erased: isErased }: Edited): Message {
  if (isErased) return erased(message)
  if (message.deletedAt || (message.editedAt && message.editedAt > editedAt)) return message
  return { ...message, body, content: content ?? null, mentions: mentions ?? null, editedAt }
}

/** The author is gone, and so are their words. */
export function erased(message: Message): Message {
  return { ...message, body: null, content: null, mentions: null, attachments: null, erased: true }
}

export function deleted(message: Message, at: string): Message {
  if (message.deletedAt) return message
  return { ...message, body: null, content: null, mentions: null, attachments: null, reactions: null, deletedAt: at }
}

export function withReaction(message: Message, { userId, emoji }: Reacted): Message {
  const before = message.reactions ?? []
  const found = before.find((each) => each.emoji === emoji)
  if (!found) return { ...message, reactions: [...before, { emoji, count: 1, userIds: [userId] }] }
  if (found.userIds.includes(userId)) return message
  return replaced(message, before, { emoji, count: found.count + 1, userIds: [...found.userIds, userId] })
}

export function withoutReaction(message: Message, { userId, emoji }: Reacted): Message {
  const before = message.reactions ?? []
  const found = before.find((each) => each.emoji === emoji)
  if (!found) return message
  const listed = found.userIds.includes(userId)
  // Whoever is not among those listed may be one of the others, or gone already: only a list that is cut short leaves that open.
  if (!listed && found.userIds.length === found.count) return message
  const count = found.count - 1
  if (count <= 0) return { ...message, reactions: before.filter((each) => each !== found) }
  return replaced(message, before, { emoji, count, userIds: found.userIds.filter((each) => each !== userId) })
}

function replaced(message: Message, before: Reaction[], changed: Reaction): Message {
  return { ...message, reactions: before.map((each) => (each.emoji === changed.emoji ? changed : each)) }
}
