import type { MessageEdited, ReactionAdded } from '../../../api/generated/streams'
import type { Message, Reaction } from '../wire'

/*
 * How later events change a message. Applying one twice has no further effect, since a page of history may have it
 * already.
 */
export type Edited = Pick<MessageEdited, 'messageSeq' | 'body' | 'content' | 'mentions' | 'editedAt' | 'erased'>
export type Reacted = Pick<ReactionAdded, 'messageSeq' | 'userId' | 'emoji'>

export function edited(message: Message, { body, content, mentions, editedAt, erased: isErased }: Edited): Message {
  if (isErased) return erased(message)
  if (message.deletedAt || (message.editedAt && message.editedAt > editedAt)) return message
  const { content: _, mentions: __, ...rest } = message
  return { ...rest, body: body ?? null, editedAt, ...(content && { content }), ...(mentions && { mentions }) }
}

/** The author was erased, and with them what they wrote. */
export function erased(message: Message): Message {
  return message.deletedAt ? message : { ...withoutWords(message), erased: true }
}

export function deleted(message: Message, at: string): Message {
  if (message.deletedAt) return message
  const { reactions: _, erased: __, ...rest } = withoutWords(message)
  return { ...rest, deletedAt: at }
}

function withoutWords({ content: _, mentions: __, attachments: ___, ...rest }: Message): Message {
  return { ...rest, body: null }
}

/** Changes the number of its replies. */
export function withReplies(message: Message, by: number): Message {
  const { replyCount = 0, ...rest } = message
  return replyCount + by > 0 ? { ...rest, replyCount: replyCount + by } : rest
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
  // The list may be cut short. Only then can somebody who is not in it have reacted.
  if (!listed && found.userIds.length === found.count) return message
  const count = found.count - 1
  if (count <= 0) return { ...message, reactions: before.filter((each) => each !== found) }
  return replaced(message, before, { emoji, count, userIds: found.userIds.filter((each) => each !== userId) })
}

function replaced(message: Message, before: Reaction[], changed: Reaction): Message {
  return { ...message, reactions: before.map((each) => (each.emoji === changed.emoji ? changed : each)) }
}
