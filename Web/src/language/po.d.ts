/** Compiled by Lingui's plugin while the client is built. */
declare module '*.po' {
  import type { Messages } from '@lingui/core'

  export const messages: Messages
}
