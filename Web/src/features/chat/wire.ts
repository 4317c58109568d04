import type {
  AttachmentView, BlockNode, InlineNode, MessageView, PersonView, ReactionView, RoomHeading, RoomRole, RoomType, SnapshotMember, SnapshotPresence,
} from '../../api/generated/streams'

/* The words of the chat contract, as the chat calls them: what arrives on `room:{id}` (docs/events.schema.json), and what the lists are made of. */
export type { RoomType }
export type Role = RoomRole
export type Attachment = AttachmentView
export type Mention = PersonView
export type Reaction = ReactionView
export type Inline = InlineNode
export type Block = BlockNode
export type Message = MessageView
/** Without a body the words are gone (deleted, or the author was erased). */
export type Words = Pick<Message, 'body' | 'content' | 'mentions'>
/** Of a room that lists nobody, members are read, and how far they have read is not known. */
export type Member = Pick<SnapshotMember, 'userId' | 'displayName' | 'role'> & Partial<Pick<SnapshotMember, 'lastReadSeq' | 'mutedUntil'>>
export type RoomFacts = RoomHeading
export type PresenceFacts = SnapshotPresence

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

/** The end of what lasts until somebody ends it. */
export const forever = '9999-12-31T23:59:59.999Z'

export const limits = {
  bodyMax: 4_000,
  attachmentsMax: 10,
  attachmentBytesMax: 10 * 1024 * 1024,
  titleMax: 100,
  watchedRoomsMax: 100,
}
