import { t } from '@lingui/core/macro'
import { announce } from './announcer'

/** Copies a text, and says so. Without a clipboard (an insecure context) it says that. */
export function copy(text: string, said: string): void {
  void (navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))).then(
    () => announce(said),
    () => announce(t`This browser does not let pages copy.`),
  )
}
