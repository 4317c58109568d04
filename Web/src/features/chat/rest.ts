import { answered, api, download, once } from '../../api/client'
import { newKey } from '../../api/idempotency'
import type { Page as List } from '../../api/pages'
import { upload } from '../../api/upload'
import type { Attachment, Found, Message, Page, Report, Role, RoomDetails, RoomItem, RoomType } from './wire'

/* The chat's calls over HTTP (docs/flows.md). What must be quick goes over the hub: hub.ts. */
const done = (): true => true

/**
 * Paths, parameters and bodies are checked against the OpenAPI document. It has a message's content and lists of ids as
 * unknown; wire.ts has their types.
 */
const as = <T>(call: Promise<unknown>): Promise<T> => call as Promise<T>

const inRoom = (roomId: string) => ({ path: { roomId } })
const ofMessage = (roomId: string, messageId: string) => ({ path: { roomId, messageId } })
const ofMember = (roomId: string, userId: string) => ({ path: { roomId, userId } })
const from = (cursor: string | null) => (cursor ? { cursor } : {})

export interface NewRoom {
  type: RoomType
  courseId?: string
  memberIds?: string[]
  title?: string
}

export const fetchRooms = (cursor: string | null, signal: AbortSignal) =>
  as<List<RoomItem>>(
    answered(api.GET('/api/v1/chat/rooms', { params: { query: { limit: 100, ...from(cursor) } }, signal })),
  )

export const fetchRoom = (roomId: string, signal: AbortSignal) =>
  as<RoomDetails>(answered(api.GET('/api/v1/chat/rooms/{roomId}', { params: inRoom(roomId), signal })))

export const createRoom = (key: string, room: NewRoom) =>
  answered(api.POST('/api/v1/chat/rooms', { body: room, ...once(key) }))

export interface Settings {
  title?: string
  slowModeSeconds?: number
  blockedWords?: string[]
}

export const changeRoom = (key: string, roomId: string, settings: Settings) =>
  answered(api.PATCH('/api/v1/chat/rooms/{roomId}', { params: inRoom(roomId), body: settings, ...once(key) })).then(
    done,
  )

export interface Where {
  before?: number
  after?: number
  around?: number
  date?: string
  unread?: boolean
}

export const fetchMessages = (roomId: string, { before, after, around, date, unread }: Where, limit = 50) =>
  as<Page>(
    answered(
      api.GET('/api/v1/chat/rooms/{roomId}/messages', {
        params: {
          path: { roomId },
          query: {
            limit,
            ...(before !== undefined && { before: `${before}` }),
            ...(after !== undefined && { after: `${after}` }),
            ...(around !== undefined && { around: `${around}` }),
            ...(date !== undefined && { date }),
            ...(unread && { unread: 'true' }),
          },
        },
      }),
    ),
  )

export const fetchThread = (roomId: string, id: string, cursor: string | null, signal: AbortSignal) =>
  as<List<Message>>(
    answered(
      api.GET('/api/v1/chat/rooms/{roomId}/messages/{messageId}/thread', {
        params: { ...ofMessage(roomId, id), query: { limit: 200, ...from(cursor) } },
        signal,
      }),
    ),
  )

export const fetchSeenBy = (roomId: string, id: string, signal: AbortSignal) =>
  answered(
    api.GET('/api/v1/chat/rooms/{roomId}/messages/{messageId}/seen-by', { params: ofMessage(roomId, id), signal }),
  )

export const fetchPresence = (roomId: string) =>
  as<{ version: number; online: number; userIds?: string[] | null }>(
    answered(api.GET('/api/v1/chat/rooms/{roomId}/presence', { params: inRoom(roomId) })),
  )

export const pin = (key: string, roomId: string, id: string, isOn: boolean) => {
  const call = { params: ofMessage(roomId, id), ...once(key) }
  const path = '/api/v1/chat/rooms/{roomId}/messages/{messageId}/pin'
  return answered(isOn ? api.PUT(path, call) : api.DELETE(path, call)).then(done)
}

export const report = (key: string, roomId: string, id: string, reason: string) =>
  answered(
    api.POST('/api/v1/chat/rooms/{roomId}/messages/{messageId}/reports', {
      params: ofMessage(roomId, id),
      body: { reason },
      ...once(key),
    }),
  ).then(done)

export const fetchReports = (roomId: string, cursor: string | null, signal: AbortSignal) =>
  as<List<Report>>(
    answered(
      api.GET('/api/v1/chat/rooms/{roomId}/reports', {
        params: { path: { roomId }, query: { limit: 200, ...from(cursor) } },
        signal,
      }),
    ),
  )

export const resolveReport = (key: string, roomId: string, id: string, action: 'dismiss' | 'delete') =>
  answered(
    api.POST('/api/v1/chat/rooms/{roomId}/reports/{messageId}/resolve', {
      params: ofMessage(roomId, id),
      body: { action },
      ...once(key),
    }),
  ).then(done)

export const fetchMembers = (roomId: string, cursor: string | null, signal: AbortSignal) =>
  answered(
    api.GET('/api/v1/chat/rooms/{roomId}/members', {
      params: { path: { roomId }, query: { limit: 100, ...from(cursor) } },
      signal,
    }),
  )

export const addMembers = (key: string, roomId: string, userIds: string[]) =>
  answered(
    api.POST('/api/v1/chat/rooms/{roomId}/members', { params: inRoom(roomId), body: { userIds }, ...once(key) }),
  ).then(done)

export const removeMember = (key: string, roomId: string, userId: string) =>
  answered(
    api.DELETE('/api/v1/chat/rooms/{roomId}/members/{userId}', { params: ofMember(roomId, userId), ...once(key) }),
  ).then(done)

export const changeRole = (key: string, roomId: string, userId: string, role: Role) =>
  answered(
    api.PATCH('/api/v1/chat/rooms/{roomId}/members/{userId}', {
      params: ofMember(roomId, userId),
      body: { role },
      ...once(key),
    }),
  ).then(done)

/** Null: until a moderator ends it. */
export const mute = (key: string, roomId: string, userId: string, until: string | null) =>
  answered(
    api.PUT('/api/v1/chat/rooms/{roomId}/members/{userId}/mute', {
      params: ofMember(roomId, userId),
      body: { until },
      ...once(key),
    }),
  ).then(done)

export const unmute = (key: string, roomId: string, userId: string) =>
  answered(
    api.DELETE('/api/v1/chat/rooms/{roomId}/members/{userId}/mute', { params: ofMember(roomId, userId), ...once(key) }),
  ).then(done)

/** Null: until a moderator ends it. */
export const ban = (key: string, roomId: string, userId: string, until: string | null) =>
  answered(
    api.PUT('/api/v1/chat/rooms/{roomId}/bans/{userId}', {
      params: ofMember(roomId, userId),
      body: { until },
      ...once(key),
    }),
  ).then(done)

export const unban = (key: string, roomId: string, userId: string) =>
  answered(
    api.DELETE('/api/v1/chat/rooms/{roomId}/bans/{userId}', { params: ofMember(roomId, userId), ...once(key) }),
  ).then(done)

export const fetchBans = (roomId: string, cursor: string | null, signal: AbortSignal) =>
  answered(
    api.GET('/api/v1/chat/rooms/{roomId}/bans', {
      params: { path: { roomId }, query: { limit: 200, ...from(cursor) } },
      signal,
    }),
  )

export const fetchPeople = (search: string, signal: AbortSignal) =>
  answered(api.GET('/api/v1/chat/people', { params: { query: { limit: 20, ...(search && { search }) } }, signal }))

export const search = (q: string, roomId: string | null, cursor: string | null, signal: AbortSignal) =>
  as<List<Found>>(
    answered(
      api.GET('/api/v1/chat/search', { params: { query: { q, ...(roomId && { roomId }), ...from(cursor) } }, signal }),
    ),
  )

export const fetchReadings = (cursor: string | null, signal: AbortSignal) =>
  answered(api.GET('/api/v1/chat/privacy', { params: { query: from(cursor) }, signal }))

export const fetchLink = (roomId: string, attachmentId: string) =>
  answered(
    api.GET('/api/v1/chat/rooms/{roomId}/attachments/{attachmentId}', { params: { path: { roomId, attachmentId } } }),
  )

export const uploadFile = (roomId: string, file: File, onProgress: (part: number) => void, signal: AbortSignal) =>
  upload<Attachment>(
    `/chat/rooms/${roomId}/attachments?name=${encodeURIComponent(file.name)}`,
    file,
    newKey(),
    onProgress,
    signal,
  )

export const fetchExport = (roomId: string, format: 'json' | 'csv') =>
  download(`/chat/rooms/${roomId}/export?format=${format}`)
