import { navigate } from '../../ui/navigation'

export type Panel = 'members' | 'search' | 'pins' | 'reports'

/** Opens something beside a conversation, or closes what is open. */
export function openBeside(roomId: string, beside: { panel: Panel } | { thread: string } | null): void {
  const query = new URLSearchParams(beside ?? {})
  navigate(`/chat/${roomId}${query.size ? `?${query}` : ''}`, { replace: true })
}

/** A link to a message. With words, the search for them stays open beside the conversation. */
export function linkTo(roomId: string, seq: number, words: string | null): string {
  return `/chat/${roomId}?at=${seq}${words ? `&panel=search&q=${encodeURIComponent(words)}` : ''}`
}

/** Removes the message from the address once the person has scrolled away from it. */
export function leaveMessage(roomId: string): void {
  const query = new URLSearchParams(location.search)
  query.delete('at')
  navigate(`/chat/${roomId}${query.size ? `?${query}` : ''}`, { replace: true })
}
