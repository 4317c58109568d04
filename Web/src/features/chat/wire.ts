/** The words of the chat contract (docs/flows.md): what arrives on `room:{id}`, and what the lists are made of. */
export type RoomType = 'course' | 'direct' | 'group'
export type Role = 'member' | 'moderator' | 'owner'

export interface Attachment {
  id: string
  name: string
  contentType: string
  size: number
}

export interface Mention {
  userId: string
  name: string
}

export interface Reaction {
  emoji: string
  count: number
  /** At most 50 of them. */
  userIds: string[]
}

export type Inline =
  | { t: 'text'; v: string }
  | { t: 'code'; v: string }
  | { t: 'strong' | 'em' | 'del'; c: Inline[] }
  | { t: 'link'; href: string; c: Inline[] }
  | { t: 'br' }

export type Block =
  | { t: 'p'; c: Inline[] }
  | { t: 'quote'; c: (Block | Inline)[] }
  | { t: 'list'; ordered: boolean; start?: number | null; items: Block[][] }
  | { t: 'code'; lang?: string | null; v: string }
  | { t: 'rule' }

export interface Words {
  /** Null: the words are gone (deleted, or the author was erased). */
  body: string | null
  content?: Block[] | null
  mentions?: Mention[] | null
}

export interface Message extends Words {
  seq: number
  id: string
  senderId: string
  senderName: string
  at: string
  editedAt?: string | null
  deletedAt?: string | null
  replyTo?: string | null
  threadId?: string | null
  replyCount?: number
  attachments?: Attachment[] | null
  reactions?: Reaction[] | null
  erased?: boolean
  commandId?: string | null
}

export interface Member {
  userId: string
  displayName: string
  role: Role
  lastReadSeq?: number
  mutedUntil?: string | null
}

export interface RoomFacts {
  id: string
  type: RoomType
  title?: string | null
  courseId?: string | null
  createdAt: string
  memberCount: number
  slowModeSeconds: number
  pins: string[]
  readUpTo?: number | null
}

export interface PresenceFacts {
  version: number
  online: number
  users?: string[] | null
}

export interface RoomSnapshot {
  room: RoomFacts
  members?: Member[] | null
  messages: Message[]
  presence?: PresenceFacts | null
}

export interface LastMessage {
  seq: number
  id: string
  senderId: string
  senderName: string
  body: string | null
  at: string
}

/** A line of `GET /chat/rooms`. */
export interface RoomItem {
  id: string
  type: RoomType
  title?: string | null
  courseId?: string | null
  memberCount: number
  role: Role
  other?: { userId: string; displayName: string } | null
  lastMessage: LastMessage | null
  /** Counted to 100. */
  unread: number
  lastReadSeq: number
  /** As of which number of the stream all this is said. */
  seq: number
}

export interface Page {
  /** Newest first. */
  items: Message[]
  nextCursor: string | null
  hasNewer: boolean
}

export interface Person {
  userId: string
  displayName: string
  role: string
}

export interface Receipt {
  id: string
  seq: number
  at: string
}

export const limits = {
  bodyMax: 4_000,
  attachmentsMax: 10,
  attachmentBytesMax: 10 * 1024 * 1024,
  titleMax: 100,
  watchedRoomsMax: 100,
}
