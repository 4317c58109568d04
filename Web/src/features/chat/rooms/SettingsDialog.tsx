import { plural, t } from '@lingui/core/macro'
import { useCommand } from '../../../api/command'
import { eachTime, reading, useQuery } from '../../../api/reading'
import { Button, Failed, Field, Loading, ProblemNote, Skeleton } from '../../../ui/controls'
import { Dialog } from '../../../ui/Dialog'
import { isRequired, useFields } from '../../../ui/form'
import { sendOrKeep } from '../commands'
import { fetchRoom, type Settings } from '../rest'
import { limits, type RoomDetails } from '../wire'

const slowModes = [0, 5, 10, 30, 60, 300, 900, 3600]
const slowModeName = (seconds: number): string => {
  if (seconds === 0) return t`Off`
  if (seconds < 60) return plural(seconds, { one: 'A message every second', other: 'A message every # seconds' })
  if (seconds === 3600) return t`A message an hour`
  return plural(seconds / 60, { one: 'A message a minute', other: 'A message every # minutes' })
}

export function SettingsDialog({ roomId, onClose }: { roomId: string; onClose: () => void }) {
  const room = useQuery({ ...reading(['chat', 'room', roomId], (signal) => fetchRoom(roomId, signal)), ...eachTime })
  return (
    <Dialog title={t`Settings`} onClose={onClose}>
      {room.error && !room.data && <Failed problem={room.error} onRetry={room.refetch} />}
      {!room.data && !room.error && (
        <Loading>
          <Skeleton className="room-skeleton" />
        </Loading>
      )}
      {room.data && <SettingsForm room={room.data} onClose={onClose} />}
    </Dialog>
  )
}

function SettingsForm({ room, onClose }: { room: RoomDetails; onClose: () => void }) {
  const save = useCommand((key, settings: Settings) =>
    sendOrKeep(key, 'chat.change-room', settings.title ?? room.title ?? '', room.id, settings),
  )
  const { field, register, onSubmit } = useFields({
    defaults: {
      title: room.title ?? '',
      slowModeSeconds: room.slowModeSeconds,
      blockedWords: (room.blockedWords ?? []).join('\n'),
    },
    problem: save.problem,
    submit: async ({ title, slowModeSeconds, blockedWords }) => {
      const words = blockedWords
        .split('\n')
        .map((word) => word.trim())
        .filter(Boolean)
      const settings: Settings = {
        slowModeSeconds,
        blockedWords: words,
        ...(room.type === 'group' && { title: title.trim() }),
      }
      if (await save.run(settings)) onClose()
    },
  })
  return (
    <form className="form" onSubmit={onSubmit} noValidate>
      {room.type === 'group' && <Field label={t`Name`} maxLength={limits.titleMax} {...field('title', isRequired())} />}
      <div className="field">
        <label htmlFor="slow-mode">{t`Slow mode`}</label>
        <select id="slow-mode" {...register('slowModeSeconds', { valueAsNumber: true })}>
          {[...new Set([...slowModes, room.slowModeSeconds])].map((seconds) => (
            <option key={seconds} value={seconds}>
              {slowModeName(seconds)}
            </option>
          ))}
        </select>
        <p className="field-hint">{t`How often one person may write. It does not bind moderators.`}</p>
      </div>
      <div className="field">
        <label htmlFor="blocked-words">{t`Words that are not allowed`}</label>
        <textarea id="blocked-words" rows={3} {...register('blockedWords')} />
        <p className="field-hint">{t`One on each line. Only moderators see them.`}</p>
      </div>
      <ProblemNote problem={save.problem} />
      <div className="dialog-actions">
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button tone="primary" type="submit" pending={save.pending}>{t`Save`}</Button>
      </div>
    </form>
  )
}
