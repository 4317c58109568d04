import { t } from '@lingui/core/macro'
import { Link } from 'react-router'
import { Icon } from '../../../ui/icons'
import { Badge } from './Badge'
import { useChat } from '../ChatProvider'

/** To the conversation of a course, for those who are in it. */
export function CourseRoomLink({ courseId }: { courseId: string }) {
  const line = useChat().lines?.find(({ room }) => room.type === 'course' && room.courseId === courseId)
  if (!line) return null
  return (
    <Link to={`/chat/${line.room.id}`} className="course-room">
      <Icon name="chat" size={18} /> {t`Course chat`} <Badge unread={line.unread} mentions={line.mentions} />
    </Link>
  )
}
