import { useCallback, useRef, useState } from 'react'
import { problemFrom, type Problem } from '../../../api/problem'
import { fetchMessages, type Where } from '../rest'
import { rooms, streamOf, withPage, type RoomState } from '../rooms/room'
import * as timelines from './timeline'
import type { Stretch } from './timeline'
import type { Message } from '../wire'

export interface History {
  stretch: Stretch
  /** The shown stretch is the live one. */
  isLive: boolean
  loading: 'older' | 'newer' | 'jump' | null
  problem: Problem | null
  older: () => void
  newer: () => void
  /** Shows another place, and returns its messages. */
  goTo: (where: Where) => Promise<Message[] | undefined>
  toLatest: () => void
}

const pageSize = 50

/** Which part of a room's messages is shown, and how more are loaded. */
export function useHistory(roomId: string, state: RoomState): History {
  const [place, setPlace] = useState<number | null>(null)
  const [loading, setLoading] = useState<History['loading']>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const busy = useRef(false)
  const live = timelines.liveStretch(state.timeline)
  const stretch = (place === null ? undefined : timelines.stretchAt(state.timeline, place)) ?? live

  const load = useCallback(
    async (what: NonNullable<History['loading']>, where: Where): Promise<Message[] | undefined> => {
      if (busy.current) return undefined
      busy.current = true
      setLoading(what)
      setProblem(null)
      try {
        const page = await fetchMessages(roomId, where, pageSize)
        const messages = page.items.toReversed()
        rooms.update(streamOf(roomId), (state) =>
          withPage(state, {
            messages,
            ...(where.before !== undefined && { before: where.before }),
            ...(where.after !== undefined && { after: where.after }),
            isFirst: where.after === undefined && page.nextCursor === null,
            isLast: !page.hasNewer,
          }),
        )
        return messages
      } catch (thrown) {
        setProblem(problemFrom(thrown))
        return undefined
      } finally {
        busy.current = false
        setLoading(null)
      }
    },
    [roomId],
  )

  const first = stretch.messages[0]?.seq
  const last = stretch.messages.at(-1)?.seq
  const isLive = stretch === live
  return {
    stretch,
    isLive,
    loading,
    problem,
    older: () => void (!stretch.isFirst && load('older', first === undefined ? {} : { before: first })),
    newer: () => void (!isLive && last !== undefined && load('newer', { after: last })),
    goTo: async (where) => {
      const known = where.around === undefined ? undefined : timelines.stretchAt(state.timeline, where.around)
      const messages = known?.messages ?? (await load('jump', where))
      if (messages && messages.length > 0) setPlace(where.around ?? messages[Math.floor(messages.length / 2)]!.seq)
      return messages
    },
    toLatest: () => setPlace(null),
  }
}
