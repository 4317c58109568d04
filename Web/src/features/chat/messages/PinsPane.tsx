import { t } from '@lingui/core/macro'
import { keepPreviousData, reading, useQuery } from '../../../api/reading'
import { Failed, Loading, Skeleton } from '../../../ui/controls'
import { MessageText } from './Markup'
import { useChat } from '../ChatProvider'
import type { MessageActions } from './messageActions'
import { fetchMessages } from '../rest'
import type { RoomState } from '../rooms/room'
import { Side } from '../Side'
import * as timelines from './timeline'
import { briefTimeOf } from '../rooms/titles'
import type { Message } from '../wire'

interface PinsPaneProps {
  state: RoomState
  actions: MessageActions
  moderates: boolean
  onClose: () => void
}

export function PinsPane({ state, actions, moderates, onClose }: PinsPaneProps) {
  const { user } = useChat()
  const { id: roomId, pins } = state.facts
  const unknown = pins.filter((id) => !timelines.findById(state.timeline, id))
  const read = useQuery({
    ...reading(['chat', 'pins', roomId, unknown], () => readEach(roomId, unknown)),
    enabled: unknown.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
  const messages = pins
    .toReversed()
    .flatMap((id) => timelines.findById(state.timeline, id) ?? read.data?.find((message) => message.id === id) ?? [])
  return (
    <Side title={t`Pinned`} onClose={onClose}>
      <div className="side-body">
        {read.error && <Failed problem={read.error} onRetry={read.refetch} />}
        {unknown.length > 0 && !read.data && !read.error && (
          <Loading>
            <Skeleton className="room-skeleton" />
          </Loading>
        )}
        {pins.length === 0 && <p className="muted">{t`Nothing is pinned.`}</p>}
        <ul className="hits">
          {messages.map((message) => (
            <li key={message.id} className="hit">
              <span className="hit-head">
                <strong className="truncate" dir="auto">
                  {message.senderName}
                </strong>
                <time dateTime={message.at}>{briefTimeOf(message.at, new Date())}</time>
              </span>
              <MessageText message={message} me={user.id} />
              <span className="hit-acts">
                <button
                  type="button"
                  className="link-button"
                  onClick={() => actions.show(message.id)}
                >{t`Show`}</button>
                {moderates && (
                  <button
                    type="button"
                    className="link-button"
                    onClick={() => actions.pin(message, false)}
                  >{t`Unpin`}</button>
                )}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </Side>
  )
}

/** There are at most 50, mostly of late and known already. */
async function readEach(roomId: string, ids: string[]): Promise<Message[]> {
  const found: Message[] = []
  for (const id of ids) {
    if (found.some((message) => message.id === id)) continue
    const seq = timelines.seqOf(id)
    if (seq !== null) found.push(...(await fetchMessages(roomId, { around: seq }, 20)).items)
  }
  return found
}
