import { roleName } from '../../language/names'
import { roles } from './queries'

export function RoleOptions() {
  return roles.map((role) => (
    <option key={role} value={role}>
      {roleName(role)}
    </option>
  ))
}
