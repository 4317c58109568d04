import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { outbox } from '../api/browserOutbox'
import type { Kind } from '../api/outbox'
import type { chatCommands } from '../features/chat/commands'
import { completeLesson, completeModule, enroll, leaveCourse } from '../features/learning/commands'
import type { IconName } from '../ui/icons'

/* Everything that may wait for a connection: what it is called, and who sends it. */
interface WaitingKind extends Kind {
  note: MessageDescriptor
  icon: IconName
}

/** What sends it is loaded when something waits. */
const inChat = (name: keyof typeof chatCommands): Kind['send'] => {
  return async (key, ...args) => {
    const { chatCommands } = await import('../features/chat/commands')
    return (chatCommands[name] as (key: string, ...args: never[]) => Promise<unknown>)(key, ...args)
  }
}

const changeProfile: Kind['send'] = async (key, ...args) => {
  const { sendProfileChange } = await import('../features/accounts/profile')
  return sendProfileChange(key, args[0]!)
}

export const waitingKinds: Record<string, WaitingKind> = {
  'learning.complete-lesson': { note: msg`Lesson completed`, icon: 'check', send: completeLesson },
  'learning.complete-module': { note: msg`Module completed`, icon: 'check', send: completeModule },
  'learning.enroll': { note: msg`Enrollment`, icon: 'book', send: enroll },
  'learning.leave': { note: msg`Course left`, icon: 'book', send: leaveCourse },
  'accounts.change-profile': { note: msg`Settings`, icon: 'settings', send: changeProfile },
  'chat.edit-message': { note: msg`Message edited`, icon: 'pencil', send: inChat('chat.edit-message') },
  'chat.delete-message': { note: msg`Message deleted`, icon: 'trash', send: inChat('chat.delete-message') },
  'chat.react': { note: msg`Reaction`, icon: 'smile', send: inChat('chat.react') },
  'chat.pin': { note: msg`Pinned or unpinned`, icon: 'pin', send: inChat('chat.pin') },
  'chat.report': { note: msg`Message reported`, icon: 'flag', send: inChat('chat.report') },
  'chat.change-room': { note: msg`Settings of a conversation`, icon: 'settings', send: inChat('chat.change-room') },
  'chat.leave-room': { note: msg`Conversation left`, icon: 'logout', send: inChat('chat.leave-room') },
}

export function registerWaitingKinds(): void {
  for (const [name, kind] of Object.entries(waitingKinds)) outbox.register(name, kind)
}
