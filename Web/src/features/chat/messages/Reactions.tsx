import { t } from '@lingui/core/macro'
import { Popover } from '../../../ui/Popover'
import type { Message } from '../wire'

export const quickEmoji = ['👍', '❤️', '😂', '🎉', '😮', '🙏']
const palette = [
  ...quickEmoji,
  '👀',
  '✅',
  '❌',
  '💯',
  '🔥',
  '🚀',
  '👏',
  '🙌',
  '💪',
  '🤝',
  '👋',
  '🤔',
  '😀',
  '😅',
  '😊',
  '😍',
  '🥳',
  '😎',
  '😢',
  '😭',
  '😡',
  '🤯',
  '😴',
  '🤗',
  '📚',
  '✏️',
  '💡',
  '⏰',
  '📌',
  '☕',
  '🍀',
  '⭐',
  '❓',
  '❗',
  '➕',
  '➖',
]

interface ReactionsProps {
  message: Message
  me: string
  onReact: (message: Message, emoji: string, isOn: boolean) => void
}

export function Reactions({ message, me, onReact }: ReactionsProps) {
  const reactions = message.reactions ?? []
  if (reactions.length === 0) return null
  return (
    <ul className="reactions" aria-label={t`Reactions`}>
      {reactions.map(({ emoji, count, userIds }) => {
        const isOwn = userIds.includes(me)
        return (
          <li key={emoji}>
            <button
              type="button"
              className="reaction"
              aria-pressed={isOwn}
              onClick={() => onReact(message, emoji, !isOwn)}
            >
              <span>{emoji}</span> <span>{count}</span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}

export function ReactionPicker({
  onPick,
  onOpenChange,
}: {
  onPick: (emoji: string) => void
  onOpenChange: (isOpen: boolean) => void
}) {
  return (
    <Popover label={t`React`} icon="smile" onOpenChange={onOpenChange}>
      {(close) => (
        <div className="palette">
          {palette.map((emoji) => (
            <button
              key={emoji}
              type="button"
              aria-label={t`React with ${emoji}`}
              onClick={() => (close(), onPick(emoji))}
            >
              {emoji}
            </button>
          ))}
        </div>
      )}
    </Popover>
  )
}
