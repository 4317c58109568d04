import { t } from '@lingui/core/macro'
import { useCallback, useEffect, useRef, useState } from 'react'
import { problemFrom } from '../../../api/problem'
import { uploadFile } from '../rest'
import { size } from '../../../language/format'
import { limits, type Attachment } from '../wire'

export interface Upload {
  key: number
  name: string
  size: number
  /** From 0 to 1. */
  part: number
  /** Once it is on the server. */
  attachment: Attachment | null
  error: string | null
  file: File
}

export interface Uploads {
  items: Upload[]
  add: (files: Iterable<File>) => void
  remove: (key: number) => void
  retry: (key: number) => void
  clear: () => void
  /** Something is still on its way. */
  isBusy: boolean
}

/** Files go up as soon as they are chosen; the message refers to them. */
export function useUploads(roomId: string): Uploads {
  const [items, setItems] = useState<Upload[]>([])
  const counter = useRef(0)
  const count = useRef(0)
  count.current = items.length
  const aborts = useRef(new Map<number, AbortController>())
  useEffect(() => {
    const running = aborts.current
    return () => {
      for (const abort of running.values()) abort.abort()
    }
  }, [])

  const update = useCallback((key: number, to: Partial<Upload>) => {
    setItems((all) => all.map((each) => (each.key === key ? { ...each, ...to } : each)))
  }, [])

  const begin = useCallback(
    (key: number, file: File) => {
      const abort = new AbortController()
      aborts.current.set(key, abort)
      uploadFile(roomId, file, (part) => update(key, { part }), abort.signal).then(
        (attachment) => update(key, { attachment, part: 1 }),
        (thrown) => !abort.signal.aborted && update(key, { error: problemFrom(thrown).message }),
      )
    },
    [roomId, update],
  )

  const add = useCallback(
    (files: Iterable<File>) => {
      const fresh = [...files].map(
        (file): Upload => ({
          key: ++counter.current,
          name: file.name || 'picture.png',
          size: file.size,
          part: 0,
          attachment: null,
          error:
            file.size > limits.attachmentBytesMax
              ? t`${size(file.size)} is too large: at most ${size(limits.attachmentBytesMax)}.`
              : file.size === 0
                ? t`It is empty.`
                : null,
          file,
        }),
      )
      const taken = fresh.slice(0, Math.max(0, limits.attachmentsMax - count.current))
      setItems((all) => [...all, ...taken])
      for (const { key, file, error } of taken) if (!error) begin(key, file)
    },
    [begin],
  )

  return {
    items,
    add,
    remove: (key) => {
      aborts.current.get(key)?.abort()
      setItems((all) => all.filter((each) => each.key !== key))
    },
    retry: (key) => {
      const item = items.find((each) => each.key === key)
      if (!item) return
      update(key, { error: null, part: 0 })
      begin(key, item.file)
    },
    clear: () => setItems([]),
    isBusy: items.some(({ attachment, error }) => !attachment && !error),
  }
}
