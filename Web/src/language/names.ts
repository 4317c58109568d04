import { i18n, type MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'

/* The names of what the server has a word of its own for. What it may have later is shown as it is. */
const roles: Record<string, MessageDescriptor> = {
  student: msg`Learner`,
  instructor: msg`Instructor`,
  admin: msg`Admin`,
}
const levels: Record<string, MessageDescriptor> = {
  beginner: msg`Beginner`,
  intermediate: msg`Intermediate`,
  advanced: msg`Advanced`,
}
const roomRoles: Record<string, MessageDescriptor> = {
  owner: msg`Owner`,
  moderator: msg`Moderator`,
  member: msg`Member`,
}

const named =
  (names: Record<string, MessageDescriptor>) =>
  (value: string): string => {
    const name = names[value]
    return name ? i18n._(name) : value.charAt(0).toUpperCase() + value.slice(1)
  }

export const roleName = named(roles)
export const levelName = named(levels)
export const roomRoleName = named(roomRoles)
