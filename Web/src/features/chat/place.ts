import { useCallback } from 'react'
import { useNavigate } from 'react-router'

export type Panel = 'members' | 'search' | 'pins' | 'reports'

export type Beside = { panel: Panel } | { thread: string } | null

/** Opens something beside a conversation, or closes what is open. */
export function useBeside(roomId: string): (beside: Beside) => void {
  const navigate = useNavigate()
  return useCallback(
    (beside) => {
      const query = new URLSearchParams(beside ?? {})
      void navigate(`/chat/${roomId}${query.size ? `?${query}` : ''}`, { replace: true, preventScrollReset: true })
    },
    [navigate, roomId],
  )
}

/** A link to a message. With words, the search for them stays open beside the conversation. */
export function linkTo(roomId: string, seq: number, words: string | null): string {
  return `/chat/${roomId}?at=${seq}${words ? `&panel=search&q=${encodeURIComponent(words)}` : ''}`
}
