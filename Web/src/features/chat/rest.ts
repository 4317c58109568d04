import { download, send } from '../../api/client'
import { newKey } from '../../api/idempotency'
import { upload } from '../../api/upload'
import type {
  Attachment, Ban, Found, Member, Message, Page, Person, PresenceFacts, Reading, Report, Role, RoomDetails, RoomItem, RoomType, SeenBy,
} from './wire'

/* The chat over HTTP (docs/flows.md). What is said live goes by the hub: hub.ts. */
export interface List<T> {
  items: T[]
  nextCursor: string | null
}

export interface NewRoom {
  type: RoomType
  courseId?: string
  memberIds?: string[]
  title?: string
}

/** A write without an answer of its own: true once it is done. */
const tell = (method: string, path: string, call: { body?: unknown; key: string }): Promise<true> => send<void>(method, path, call).then(() => true)

const roomAt = (roomId: string): string => `/chat/rooms/${roomId}`
const messageAt = (roomId: string, id: string): string => `${roomAt(roomId)}/messages/${id}`

export const fetchRooms = (cursor: string | null, signal?: AbortSignal) =>
  send<List<RoomItem>>('GET', '/chat/rooms', { query: { limit: 100, cursor }, ...(signal && { signal }) })

export const fetchRoom = (roomId: string, signal: AbortSignal) => send<RoomDetails>('GET', roomAt(roomId), { signal })

export const createRoom = (key: string, room: NewRoom) => send<RoomItem>('POST', '/chat/rooms', { body: room, key })

export interface Settings {
  title?: string
  slowModeSeconds?: number
  blockedWords?: string[]
}

export const changeRoom = (key: string, roomId: string, settings: Settings) =>
  tell('PATCH', roomAt(roomId), { body: settings, key })

export interface Where {
  before?: number
  after?: number
  around?: number
  date?: string
  unread?: boolean
}

export const fetchMessages = (roomId: string, where: Where, limit = 50) =>
  send<Page>('GET', `${roomAt(roomId)}/messages`, { query: { ...where, limit } })

export const fetchThread = (roomId: string, id: string, after: number, signal: AbortSignal) =>
  send<{ items: Message[] }>('GET', `${messageAt(roomId, id)}/thread`, { query: { after: after || undefined, limit: 200 }, signal })

export const fetchSeenBy = (roomId: string, id: string, signal: AbortSignal) =>
  send<SeenBy>('GET', `${messageAt(roomId, id)}/seen-by`, { signal })

export const fetchPresence = (roomId: string) =>
  send<PresenceFacts & { userIds?: string[] | null }>('GET', `${roomAt(roomId)}/presence`)

export const pin = (key: string, roomId: string, id: string, isOn: boolean) =>
  tell(isOn ? 'PUT' : 'DELETE', `${messageAt(roomId, id)}/pin`, { key })

export const report = (key: string, roomId: string, id: string, reason: string) =>
  tell('POST', `${messageAt(roomId, id)}/reports`, { body: { reason }, key })

export const fetchReports = (roomId: string, signal: AbortSignal) => send<List<Report>>('GET', `${roomAt(roomId)}/reports`, { signal })

export const resolveReport = (key: string, roomId: string, id: string, action: 'dismiss' | 'delete') =>
  tell('POST', `${roomAt(roomId)}/reports/${id}/resolve`, { body: { action }, key })

export const fetchMembers = (roomId: string, cursor: string | null, signal: AbortSignal) =>
  send<List<Member>>('GET', `${roomAt(roomId)}/members`, { query: { limit: 100, cursor }, signal })

export const addMembers = (key: string, roomId: string, userIds: string[]) =>
  tell('POST', `${roomAt(roomId)}/members`, { body: { userIds }, key })

export const removeMember = (key: string, roomId: string, userId: string) =>
  tell('DELETE', `${roomAt(roomId)}/members/${userId}`, { key })

export const changeRole = (key: string, roomId: string, userId: string, role: Role) =>
  tell('PATCH', `${roomAt(roomId)}/members/${userId}`, { body: { role }, key })

export const mute = (key: string, roomId: string, userId: string, until: string | null) =>
  tell('PUT', `${roomAt(roomId)}/members/${userId}/mute`, { body: { until }, key })

export const unmute = (key: string, roomId: string, userId: string) =>
  tell('DELETE', `${roomAt(roomId)}/members/${userId}/mute`, { key })

export const ban = (key: string, roomId: string, userId: string, until: string | null) =>
  tell('PUT', `${roomAt(roomId)}/bans/${userId}`, { body: { until }, key })

export const unban = (key: string, roomId: string, userId: string) => tell('DELETE', `${roomAt(roomId)}/bans/${userId}`, { key })

export const fetchBans = (roomId: string, signal: AbortSignal) => send<List<Ban>>('GET', `${roomAt(roomId)}/bans`, { signal })

export const fetchPeople = (search: string, signal: AbortSignal) =>
  send<List<Person>>('GET', '/chat/people', { query: { search: search || undefined }, signal })

export const search = (q: string, roomId: string | null, cursor: string | null, signal: AbortSignal) =>
  send<List<Found>>('GET', '/chat/search', { query: { q, roomId, cursor }, signal })

export const fetchReadings = (cursor: string | null, signal: AbortSignal) =>
  send<List<Reading>>('GET', '/chat/privacy', { query: { cursor }, signal })

export interface FileLink {
  url: string
  expiresAt: string
}

export const fetchLink = (roomId: string, attachmentId: string) => send<FileLink>('GET', `${roomAt(roomId)}/attachments/${attachmentId}`)

export const uploadFile = (roomId: string, file: File, onProgress: (part: number) => void, signal: AbortSignal) =>
  upload<Attachment>(`${roomAt(roomId)}/attachments?name=${encodeURIComponent(file.name)}`, file, newKey(), onProgress, signal)

export const fetchExport = (roomId: string, format: 'json' | 'csv') =>
  download(`${roomAt(roomId)}/export?format=${format}`)
