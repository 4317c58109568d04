import { Icon } from '../../../ui/icons'

export function SeenNote({ isDirect, names }: { isDirect: boolean; names: string[] }) {
  const few = names.slice(0, 3).join(', ')
  const words = isDirect ? 'Seen' : `Seen by ${few}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`
  return <p className="seen" title={names.join(', ')}><Icon name="check" size={14} /> {words}</p>
}
