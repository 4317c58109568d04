import { t } from '@lingui/core/macro'
import { useState } from 'react'
import { copy } from '../../../ui/clipboard'
import { Icon } from '../../../ui/icons'
import { Menu, type MenuItem } from '../../../ui/Popover'
import type { MessageActions } from './messageActions'
import { ReactionPicker } from './Reactions'
import type { Message } from '../wire'

interface MessageToolbarProps {
  message: Message
  me: string
  moderates: boolean
  isPinned: boolean
  inThread: boolean
  actions: MessageActions
}

/** In sight while the message is pointed at or has the focus. */
export function MessageToolbar({ message, me, moderates, isPinned, inThread, actions }: MessageToolbarProps) {
  const [isHeld, setHeld] = useState(false)
  const isOwn = message.senderId === me
  const items: (MenuItem | false)[] = [
    !inThread && {
      label: t`Open the thread`,
      icon: 'chat',
      onSelect: () => actions.openThread(message.threadId ?? message.id),
    },
    isOwn && !message.erased && { label: t`Edit`, icon: 'pencil', onSelect: () => actions.edit(message) },
    Boolean(message.body) && {
      label: t`Copy the text`,
      icon: 'copy',
      onSelect: () => copy(message.body!, t`Text copied.`),
    },
    { label: t`Copy a link`, icon: 'link', onSelect: () => copy(linkTo(message), t`Link copied.`) },
    moderates && { label: isPinned ? t`Unpin` : t`Pin`, icon: 'pin', onSelect: () => actions.pin(message, !isPinned) },
    { label: t`Seen by…`, icon: 'eye', onSelect: () => actions.seenBy(message) },
    !isOwn && { label: t`Report…`, icon: 'flag', onSelect: () => actions.report(message) },
    (isOwn || moderates) && {
      label: t`Delete…`,
      icon: 'trash',
      onSelect: () => actions.delete(message),
      isGrave: true,
    },
  ]
  return (
    <div className="message-actions" data-held={isHeld || undefined}>
      <ReactionPicker onPick={(emoji) => actions.react(message, emoji, true)} onOpenChange={setHeld} />
      <button
        type="button"
        className="icon-button"
        title={t`Reply`}
        aria-label={t`Reply to ${message.senderName}`}
        onClick={() => actions.reply(message)}
      >
        <Icon name="reply" size={18} />
      </button>
      <Menu label={t`More`} icon="dots" items={items.filter((item) => item !== false)} onOpenChange={setHeld} />
    </div>
  )
}

function linkTo(message: Message): string {
  return `${location.origin}${location.pathname}?at=${message.seq}`
}
