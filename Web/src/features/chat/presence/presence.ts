import { useEffect, useState } from 'react'
import { fetchPresence } from '../rest'
import { rooms, streamOf, withPresence, type RoomState } from '../rooms/room'

const againMs = 5_000

/** Fetches who is online when a signal was missed. */
export function usePresenceOf(roomId: string, { presence }: RoomState): void {
  const { isStale } = presence
  const [attempt, setAttempt] = useState(0)
  useEffect(() => {
    if (!isStale) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let isOn = true
    fetchPresence(roomId).then(
      ({ version, online, userIds }) =>
        isOn &&
        rooms.update(streamOf(roomId), (state) =>
          withPresence(state, { version, online, ...(userIds && { users: userIds }) }),
        ),
      () => {
        if (isOn) timer = setTimeout(() => setAttempt((before) => before + 1), againMs)
      },
    )
    return () => {
      isOn = false
      clearTimeout(timer)
    }
  }, [roomId, isStale, attempt])
}
