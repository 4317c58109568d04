/**
 * What a person has written and the server has not confirmed. Every message keeps the command id it was written with,
 * so that sending it twice is sending it once. Per room the order of writing is the order of sending; one that was
 * refused steps aside with the reason, until its author sends it again or discards it.
 */
export interface Outgoing {
  /** Order of writing, given by the store. */
  order: number
  commandId: string
  userId: string
  roomId: string
  body: string
  replyTo: string | null
  threadId: string | null
  attachments: { id: string; name: string; contentType: string; size: number }[]
  mentions: string[]
  at: string
  state: 'waiting' | 'refused' | 'sent'
  refusal?: { code: string; message: string }
  /** Where it stands in the room, once sent. */
  seq?: number
}

export type Change =
  | { type: 'written'; message: Outgoing }
  | { type: 'sent'; commandId: string; seq: number }
  | { type: 'refused'; commandId: string; refusal: { code: string; message: string } }
  | { type: 'retried'; commandId: string }
  | { type: 'discarded'; commandId: string }
  | { type: 'seen'; commandIds: string[] }

export function after(queue: readonly Outgoing[], change: Change): Outgoing[] {
  switch (change.type) {
    case 'written':
      if (queue.some(({ commandId }) => commandId === change.message.commandId)) return [...queue]
      return [...queue, change.message].sort((a, b) => a.order - b.order)
    case 'sent':
      return update(queue, change.commandId, ({ refusal: _, ...message }) => ({
        ...message,
        state: 'sent',
        seq: change.seq,
      }))
    case 'refused':
      return update(queue, change.commandId, (message) => ({ ...message, state: 'refused', refusal: change.refusal }))
    case 'retried':
      return update(queue, change.commandId, ({ refusal: _, ...message }) => ({ ...message, state: 'waiting' }))
    case 'discarded':
      return queue.filter(({ commandId }) => commandId !== change.commandId)
    case 'seen':
      return queue.filter(({ commandId }) => !change.commandIds.includes(commandId))
  }
}

function update(queue: readonly Outgoing[], commandId: string, to: (message: Outgoing) => Outgoing): Outgoing[] {
  return queue.map((message) => (message.commandId === commandId && message.state !== 'sent' ? to(message) : message))
}

/** The next to send in each room. */
export function heads(queue: readonly Outgoing[]): Outgoing[] {
  const rooms = new Set<string>()
  return queue.filter(({ roomId, state }) => {
    if (state !== 'waiting' || rooms.has(roomId)) return false
    rooms.add(roomId)
    return true
  })
}
