import { plural, t } from '@lingui/core/macro'
import { list } from '../../../language/format'
import { Icon } from '../../../ui/icons'

export function SeenNote({ isDirect, names }: { isDirect: boolean; names: string[] }) {
  const few = list(names.slice(0, 3))
  const rest = names.length - 3
  const words = isDirect
    ? t`Seen`
    : rest > 0
      ? plural(rest, {
          one: `Seen by ${names.slice(0, 3).join(', ')} and # more`,
          other: `Seen by ${names.slice(0, 3).join(', ')} and # more`,
        })
      : t`Seen by ${few}`
  return (
    <p className="seen" title={list(names)}>
      <Icon name="check" size={14} /> {words}
    </p>
  )
}
