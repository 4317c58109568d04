import { outbox } from '../../api/browserOutbox'
import { deleteMessage, editMessage, react } from './hub'
import { changeRoom, pin, removeMember, report } from './rest'

/*
 * What can be done to messages and rooms without a connection: kept on this device then. Not what moderators do about
 * people: that is meant for now, and an hour of silence that begins tomorrow is not what was asked for.
 */
export const chatCommands = {
  'chat.edit-message': editMessage,
  'chat.delete-message': deleteMessage,
  'chat.react': react,
  'chat.pin': pin,
  'chat.report': report,
  'chat.change-room': changeRoom,
  'chat.leave-room': removeMember,
} satisfies Record<string, (key: string, ...args: never[]) => Promise<unknown>>

type Commands = typeof chatCommands
type ArgsOf<Name extends keyof Commands> = Commands[Name] extends (key: string, ...args: infer Args) => unknown
  ? Args
  : never

/** True: it is done, or kept. */
export async function sendOrKeep<Name extends keyof Commands>(
  key: string,
  kind: Name,
  title: string,
  ...args: ArgsOf<Name>
): Promise<true> {
  const send = chatCommands[kind] as unknown as (key: string, ...args: ArgsOf<Name>) => Promise<unknown>
  await outbox.sendOrKeep({ key, kind, args, title }, () => send(key, ...args))
  return true
}
