/* Made by generate.mjs of docs/events.schema.json, which a test writes from the catalogue of the server’s events. */

export type SubscribeVerdict = 'resumed' | 'snapshot' | 'refused'
export type RoomType = 'course' | 'direct' | 'group'
export type RoomRole = 'member' | 'moderator' | 'owner'
export type BlockNode = ParagraphNode | QuoteNode | ListNode | CodeBlockNode | RuleNode
export type InlineNode = TextNode | CodeNode | StrongNode | EmphasisNode | DeletedNode | LinkNode | BreakNode
export type RemovalReason = 'left' | 'removed' | 'banned' | 'enrollment-ended' | 'erased'
export type EnrollmentStatus = 'active' | 'completed' | 'ended'

/**
 * What the hub's streams send, by kind: the snapshot, the data of events and of signals by their types. Written by a test from the server's catalogue of events. Types and fields are added, never renamed: ignore what you do not know.
 */
export interface StreamContract {
  hub: {
    Subscribe: SubscribedFrame
    Event: EventFrame
    Signal: SignalFrame
    Ended: EndedFrame
  }
  streams: {
    course: {
      snapshot: CourseActivityView
      events: {
        'course.activity': CourseActivityView
      }
      signals: {}
    }
    leaderboard: {
      snapshot: LeaderboardChanged
      events: {
        'leaderboard.changed': LeaderboardChanged
      }
      signals: {}
    }
    room: {
      snapshot: RoomSnapshot
      events: {
        'chat.room-created': RoomCreated
        'chat.room-changed': RoomChanged
        'chat.members-added': MembersAdded
        'chat.member-removed': MemberRemoved
        'chat.member-role-changed': MemberRoleChanged
        'chat.message-posted': MessagePosted
        'chat.message-edited': MessageEdited
        'chat.message-deleted': MessageDeleted
        'chat.reaction-added': ReactionAdded
        'chat.reaction-removed': ReactionRemoved
        'chat.message-pinned': MessagePinned
        'chat.message-unpinned': MessageUnpinned
        'chat.member-muted': MemberMuted
        'chat.member-unmuted': MemberUnmuted
        'chat.member-banned': MemberBanned
        'chat.member-unbanned': MemberUnbanned
        'chat.conversation-monitored': Monitored
        'chat.history-expired': HistoryExpired
      }
      signals: {
        'chat.typing': TypingSignal
        'chat.presence': PresenceSignal
        'chat.read': ReadSignal
      }
    }
    user: {
      snapshot: {
        learning: LearningSnapshot
        game: GameView
        chat: PersonalChatSnapshot
      }
      events: {
        'progress.enrolled': Enrolled
        'progress.module-started': ModuleStarted
        'progress.lesson-completed': LessonCompleted
        'progress.module-completed': ModuleCompleted
        'progress.time-spent': TimeSpent
        'progress.course-completed': CourseCompleted
        'progress.enrollment-ended': EnrollmentEnded
        'gamification.xp-earned': XpEarnedView
        'gamification.streak-extended': StreakExtended
        'chat.room-joined': RoomJoined
        'chat.room-left': RoomLeft
        'chat.mentioned': Mentioned
        'chat.read': ReadsAdvanced
        'chat.message-reported': MessageReported
      }
      signals: {
        'chat.draft-saved': DraftSavedSignal
        'chat.drafts': DraftsView
      }
    }
  }
}
export interface SubscribedFrame {
  stream: string
  epoch: string
  seq: number
  verdict: SubscribeVerdict
  snapshot?: unknown
  events?: EventFrame[]
  reason?: string
}
export interface EventFrame {
  stream: string
  epoch: string
  seq: number
  type: string
  at: string
  data: unknown
}
export interface SignalFrame {
  stream: string
  type: string
  at: string
  data: unknown
}
export interface EndedFrame {
  stream: string
  reason: string
}
export interface CourseActivityView {
  items: ActivityItemView[]
}
export interface ActivityItemView {
  kind: string
  userId: string
  displayName: string
  enrollmentId: string
  moduleId: string
  at: string
  courseProgress: CourseProgress
  picture?: string
}
export interface CourseProgress {
  totalModules: number
  completedModules: number
  percent: number
}
export interface LeaderboardChanged {
  asOf: string
  entries: LeaderboardEntry[]
  courseId?: string
}
export interface LeaderboardEntry {
  rank: number
  userId: string
  displayName: string
  xp: number
  level: number
  picture?: string
}
export interface RoomSnapshot {
  room: RoomHeading
  members?: SnapshotMember[]
  messages: MessageView[]
  presence: SnapshotPresence
}
export interface RoomHeading {
  id: string
  type: RoomType
  title?: string
  courseId?: string
  createdAt: string
  memberCount: number
  slowModeSeconds: number
  pins: string[]
}
export interface SnapshotMember {
  userId: string
  displayName: string
  role: RoomRole
  lastReadSeq: number
  mutedUntil?: string
  picture?: string
}
export interface MessageView {
  seq: number
  id: string
  senderId: string
  senderName: string
  body: string | null
  at: string
  senderPicture?: string
  content?: BlockNode[]
  editedAt?: string
  deletedAt?: string
  replyTo?: string
  threadId?: string
  replyCount?: number
  attachments?: AttachmentView[]
  mentions?: PersonView[]
  reactions?: ReactionView[]
  erased?: boolean
  commandId?: string
}
export interface ParagraphNode {
  t: 'p'
  c: InlineNode[]
}
export interface TextNode {
  t: 'text'
  v: string
}
export interface CodeNode {
  t: 'code'
  v: string
}
export interface StrongNode {
  t: 'strong'
  c: InlineNode[]
}
export interface EmphasisNode {
  t: 'em'
  c: InlineNode[]
}
export interface DeletedNode {
  t: 'del'
  c: InlineNode[]
}
export interface LinkNode {
  t: 'link'
  href: string
  c: InlineNode[]
}
export interface BreakNode {
  t: 'br'
}
export interface QuoteNode {
  t: 'quote'
  c: BlockNode[]
}
export interface ListNode {
  t: 'list'
  ordered: boolean
  items: BlockNode[][]
  start?: number
}
export interface CodeBlockNode {
  t: 'code'
  v: string
  lang?: string
}
export interface RuleNode {
  t: 'rule'
}
export interface AttachmentView {
  id: string
  name: string
  contentType: string
  size: number
  width?: number
  height?: number
}
export interface PersonView {
  userId: string
  name: string
}
export interface ReactionView {
  emoji: string
  count: number
  userIds: string[]
}
export interface SnapshotPresence {
  version: number
  online: number
  users?: string[]
}
export interface RoomCreated {
  roomId: string
  type: RoomType
  title?: string
  courseId?: string
  by?: string
  members: RoomMember[]
}
export interface RoomMember {
  userId: string
  displayName: string
  role: RoomRole
  picture?: string
}
export interface RoomChanged {
  title?: string
  slowModeSeconds: number
  by: string
}
export interface MembersAdded {
  members: RoomMember[]
  by?: string
}
export interface MemberRemoved {
  userId: string
  by?: string
  reason: RemovalReason
}
export interface MemberRoleChanged {
  userId: string
  role: RoomRole
  by: string
}
export interface MessagePosted {
  id: string
  roomId: string
  senderId: string
  senderName: string
  body?: string
  content?: BlockNode[]
  replyTo?: string
  threadId?: string
  attachments?: AttachmentView[]
  mentions?: PersonView[]
  commandId?: string
  editedAt?: string
  erased?: boolean
  senderPicture?: string
}
export interface MessageEdited {
  id: string
  messageSeq: number
  body?: string
  content?: BlockNode[]
  mentions?: PersonView[]
  editedAt: string
  by: string
  erased?: boolean
}
export interface MessageDeleted {
  id: string
  messageSeq: number
  by: string
}
export interface ReactionAdded {
  id: string
  messageSeq: number
  userId: string
  emoji: string
}
export interface ReactionRemoved {
  id: string
  messageSeq: number
  userId: string
  emoji: string
}
export interface MessagePinned {
  id: string
  messageSeq: number
  by: string
}
export interface MessageUnpinned {
  id: string
  messageSeq: number
  by: string
}
export interface MemberMuted {
  userId: string
  until?: string
  by: string
}
export interface MemberUnmuted {
  userId: string
  by: string
}
export interface MemberBanned {
  userId: string
  until?: string
  by: string
}
export interface MemberUnbanned {
  userId: string
  by: string
}
export interface Monitored {
  by: string
  byName: string
  at: string
  reason: string
}
export interface HistoryExpired {
  upTo: number
}
export interface TypingSignal {
  users: RoomPersonView[]
  count: number
}
export interface RoomPersonView {
  userId: string
  displayName: string
  picture?: string
}
export interface PresenceSignal {
  version: number
  online: number
  joined?: string[]
  left?: string[]
}
export interface ReadSignal {
  reads: ReaderSeq[]
}
export interface ReaderSeq {
  userId: string
  seq: number
}
export interface LearningSnapshot {
  enrollments: EnrollmentSnapshot[]
}
export interface EnrollmentSnapshot {
  enrollmentId: string
  courseId: string
  status: EnrollmentStatus
  totalModules: number
  completedModules: number
  percent: number
  completedModuleIds: string[]
  completedLessonIds: string[]
  completedVersion?: number
}
export interface GameView {
  xp: number
  level: number
  nextLevelXp: number
  streak: StreakView
  achievements: string[]
}
export interface StreakView {
  current: number
  longest: number
}
export interface PersonalChatSnapshot {
  reads: {
    [k: string]: number
  }
  drafts: {
    [k: string]: DraftView
  }
  mentions: MentionView[]
}
export interface DraftView {
  body: string
  replyTo?: string
  at: string
}
export interface MentionView {
  roomId: string
  id: string
  seq: number
  senderId: string
  senderName: string
  at: string
}
export interface Enrolled {
  enrollmentId: string
  courseId: string
  enrolledAt: string
  standing?: EnrollmentSnapshot
}
export interface ModuleStarted {
  enrollmentId: string
  courseId: string
  moduleId: string
  startedAt: string
}
export interface LessonCompleted {
  enrollmentId: string
  courseId: string
  moduleId: string
  lessonId: string
  completedAt: string
  asTeacher?: boolean
}
export interface ModuleCompleted {
  enrollmentId: string
  courseId: string
  moduleId: string
  completedAt: string
  courseProgress: CourseProgress
  asTeacher?: boolean
}
export interface TimeSpent {
  enrollmentId: string
  courseId: string
  moduleId: string
  seconds: number
}
export interface CourseCompleted {
  enrollmentId: string
  courseId: string
  completedAt: string
  version?: number
  asTeacher?: boolean
}
export interface EnrollmentEnded {
  enrollmentId: string
  courseId: string
  by: string
  endedAt: string
}
export interface XpEarnedView {
  amount: number
  cause: string
  xp: number
  level: number
  nextLevelXp: number
  at: string
}
export interface StreakExtended {
  days: number
  day: string
}
export interface RoomJoined {
  roomId: string
  type: RoomType
  title?: string
  by?: string
  roomSeq: number
}
export interface RoomLeft {
  roomId: string
  reason: RemovalReason
  roomSeq: number
}
export interface Mentioned {
  roomId: string
  id: string
  seq: number
  senderId: string
  senderName: string
}
export interface ReadsAdvanced {
  reads: RoomRead[]
}
export interface RoomRead {
  roomId: string
  seq: number
}
export interface MessageReported {
  roomId: string
  id: string
}
export interface DraftSavedSignal {
  roomId: string
  body: string | null
  replyTo?: string
}
export interface DraftsView {
  drafts: {
    [k: string]: DraftView
  }
}
