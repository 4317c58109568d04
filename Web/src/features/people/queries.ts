import { answered, api, once, type Answer } from '../../api/client'
import { readingPages, useInfiniteQuery } from '../../api/reading'

export type Person = Answer<'/api/v1/admin/people'>['items'][number]
export type Role = Person['role']
export type Invitation = Answer<'/api/v1/admin/invitations'>['items'][number]

export const roles: readonly Role[] = ['student', 'instructor', 'admin']

export interface PeopleFilter {
  search: string
  role: string
}

const roleOf = (text: string): Role | undefined => roles.find((role) => role === text)

export function usePeople({ search, role }: PeopleFilter) {
  const wanted = roleOf(role)
  return useInfiniteQuery(
    readingPages(['people', search, role], (cursor, signal) =>
      answered(
        api.GET('/api/v1/admin/people', {
          params: { query: { ...(search && { search }), ...(wanted && { role: wanted }), ...(cursor && { cursor }) } },
          signal,
        }),
      ),
    ),
  )
}

export function useInvitations() {
  return useInfiniteQuery(
    readingPages(['invitations'], (cursor, signal) =>
      answered(api.GET('/api/v1/admin/invitations', { params: { query: { ...(cursor && { cursor }) } }, signal })),
    ),
  )
}

export const changeRole = (key: string, userId: string, role: Role) =>
  answered(
    api.PUT('/api/v1/admin/people/{userId}/role', { params: { path: { userId } }, body: { role }, ...once(key) }),
  )

export const invite = (key: string, email: string, role: Role) =>
  answered(api.POST('/api/v1/admin/invitations', { body: { email, role }, ...once(key) }))

export const withdraw = (key: string, invitationId: string) =>
  answered(api.DELETE('/api/v1/admin/invitations/{invitationId}', { params: { path: { invitationId } }, ...once(key) }))
