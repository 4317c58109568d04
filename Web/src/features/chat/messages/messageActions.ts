import type { Message } from '../wire'

/** What a person can do with a message. Rows and panes call it; the conversation does it. */
export interface MessageActions {
  react: (message: Message, emoji: string, isOn: boolean) => void
  reply: (message: Message) => void
  openThread: (messageId: string) => void
  show: (messageId: string) => void
  edit: (message: Message) => void
  delete: (message: Message) => void
  pin: (message: Message, isOn: boolean) => void
  report: (message: Message) => void
  seenBy: (message: Message) => void
}
