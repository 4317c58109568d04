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
  | { t: 'quote'; c: Block[] }
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
  replyCount?: number | null
  attachments?: Attachment[] | null
  reactions?: Reaction[] | null
  erased?: boolean | null
  commandId?: string | null
}

export interface Member {
  userId: string
  displayName: string
  role: Role
  lastReadSeq?: number | null
  muted?: { until: string | null } | null
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
  role: Role | null
  other?: { userId: string; displayName: string } | null
  lastMessage: LastMessage | null
  /** Counted to 100. */
  unread: number
  lastReadSeq: number
  /** The number of the latest message that this takes into account. */
  seq: number
}

/** A room looked up by itself. */
export interface RoomDetails extends RoomItem {
  createdAt: string
  slowModeSeconds: number
  /** Only for who moderates. */
  blockedWords?: string[] | null
  pins: string[]
  mutedUntil?: string | null
}

export interface Found {
  roomId: string
  roomTitle?: string | null
  roomType: RoomType
  message: Message
}

export interface Report {
  message: Message
  reports: { userId: string; displayName: string; reason: string | null; at: string }[]
}

export interface SeenBy {
  count: number
  memberCount: number
  readers: { userId: string; displayName: string; lastReadSeq: number }[]
}

export interface Ban {
  userId: string
  displayName: string
  until?: string | null
  at: string
}

export interface Reading {
  roomId: string
  title?: string | null
  adminId: string
  adminName: string
  at: string
  reason: string
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
