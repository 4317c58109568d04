import { invoke } from '../../realtime'
import type { Outgoing } from './outbox/queue'
import type { Receipt } from './wire'

/* The chat's calls of the hub. The command id makes a repeated command count once. */
export function sendMessage({ roomId, commandId, body, replyTo, attachments, mentions }: Outgoing): Promise<Receipt> {
  return invoke('SendMessage', roomId, commandId, {
    body,
    ...(replyTo && { replyTo }),
    ...(attachments.length > 0 && { attachmentIds: attachments.map(({ id }) => id) }),
    ...(mentions.length > 0 && { mentions }),
  })
}

export const editMessage = (key: string, roomId: string, id: string, body: string): Promise<void> =>
  invoke('EditMessage', roomId, key, id, { body })

export const deleteMessage = (key: string, roomId: string, id: string): Promise<void> =>
  invoke('DeleteMessage', roomId, key, id)

export const react = (key: string, roomId: string, id: string, emoji: string, isOn: boolean): Promise<void> =>
  invoke('React', roomId, key, id, emoji, isOn)

export const typing = (roomId: string, isTyping: boolean): Promise<void> => invoke('Typing', roomId, isTyping)

export const markRead = (roomId: string, seq: number): Promise<void> => invoke('MarkRead', roomId, seq)

export const saveDraft = (roomId: string, draft: { body: string; replyTo?: string } | null): Promise<void> =>
  invoke('SaveDraft', roomId, draft)
