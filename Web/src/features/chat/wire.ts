import type {
  AttachmentView,
  BlockNode,
  InlineNode,
  MessageView,
  PersonView,
  ReactionView,
  RoomHeading,
  RoomRole,
  RoomType,
  SnapshotMember,
  SnapshotPresence,
} from '../../api/generated/streams'
import type { components } from '../../api/schema.gen'

/*
 * The types of the chat contract under the names that the chat uses. First what arrives on `room:{id}`
 * (docs/events.schema.json).
 */
export type { RoomType }
export type Role = RoomRole
export type Attachment = AttachmentView
export type Mention = PersonView
export type Reaction = ReactionView
export type Inline = InlineNode
export type Block = BlockNode
export type Message = MessageView
/** Without a body there is no text any more: the message was deleted, or its author was erased. */
export type Words = Pick<Message, 'body' | 'content' | 'mentions'>
/** A large room does not list its members; how far one of them has read is not known then. */
export type Member = Pick<SnapshotMember, 'userId' | 'displayName' | 'role'> &
  Partial<Pick<SnapshotMember, 'lastReadSeq' | 'mutedUntil'>> & { picture?: string | null | undefined }
export type RoomFacts = RoomHeading
export type PresenceFacts = SnapshotPresence

/* What REST answers. OpenAPI has ids in lists and a message's content as unknown; here they have their types. */
type Schemas = components['schemas']
type WithMessage<T> = Omit<T, 'message'> & { message: Message }

export type LastMessage = Schemas['LastMessageView']
/** A line of `GET /chat/rooms`. */
export type RoomItem = Schemas['RoomListItem']
/** A room looked up by itself. */
export type RoomDetails = Omit<Schemas['RoomAnswer'], 'pins'> & { pins: string[] }
export type Found = WithMessage<Schemas['FoundMessage']>
export type Report = WithMessage<Schemas['ReportView']>
/** Newest first. */
export type Page = Omit<Schemas['MessagesAnswer'], 'items'> & { items: Message[] }
export type Person = Schemas['DirectoryPerson']
export type Receipt = Schemas['MessageReceipt']

/** The end of a mute or a ban that has no end. */
export const forever = '9999-12-31T23:59:59.999Z'

export const limits = {
  bodyMax: 4_000,
  attachmentsMax: 10,
  attachmentBytesMax: 10 * 1024 * 1024,
  titleMax: 100,
  watchedRoomsMax: 100,
}
