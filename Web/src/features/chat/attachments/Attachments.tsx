import { t } from '@lingui/core/macro'
import { useEffect, useState } from 'react'
import { problemFrom, type Problem } from '../../../api/problem'
import { size } from '../../../language/format'
import { Icon } from '../../../ui/icons'
import { Picture } from '../../../ui/Picture'
import { fetchLink } from '../rest'
import type { Attachment } from '../wire'

// Signed links are short-lived: one is kept for as long as it is good, and asked for anew after that.
type Link = Awaited<ReturnType<typeof fetchLink>>
const links = new Map<string, Promise<Link>>()
const linksMax = 200
const renewBeforeMs = 20_000

async function linkOf(roomId: string, id: string): Promise<Link> {
  const known = await links.get(id)?.catch(() => null)
  if (known && Date.parse(known.expiresAt) - renewBeforeMs > Date.now()) return known
  const asked = fetchLink(roomId, id)
  links.set(id, asked)
  if (links.size > linksMax) links.delete(links.keys().next().value!)
  return asked
}

const isPicture = ({ contentType }: Attachment): boolean => /^image\/(?:png|jpeg|gif|webp|avif)$/.test(contentType)

export function Attachments({ roomId, attachments }: { roomId: string; attachments: Attachment[] }) {
  return (
    <ul className="attachments" aria-label={t`Files`}>
      {attachments.map((attachment) => (
        <li key={attachment.id}>
          {isPicture(attachment) ? (
            <Shown roomId={roomId} attachment={attachment} />
          ) : (
            <FileRow roomId={roomId} attachment={attachment} />
          )}
        </li>
      ))}
    </ul>
  )
}

const box = { width: 360, height: 320 }

/** A picture from before there were sizes has no measures either: it is shown as the file that it is. */
function Shown({ roomId, attachment }: { roomId: string; attachment: Attachment }) {
  const { id, name, width, height } = attachment
  const [link, setLink] = useState<Link | null>(null)
  const [isBroken, setBroken] = useState(false)
  useEffect(() => {
    let isOn = true
    linkOf(roomId, id).then(
      (found) => isOn && setLink(found),
      () => isOn && setBroken(true),
    )
    return () => {
      isOn = false
    }
  }, [roomId, id])
  if (isBroken) return <FileRow roomId={roomId} attachment={attachment} />
  const fail = (): void => setBroken(true)
  const largest = link?.sizes?.at(-1)?.url ?? link?.url
  return (
    <a className="picture" data-sized={width ? true : undefined} href={largest} target="_blank" rel="noopener">
      {width && height ? (
        <Picture alt={name} width={width} height={height} sizes={link?.sizes ?? null} within={box} onError={fail} />
      ) : link ? (
        <img src={link.url} alt={name} loading="lazy" decoding="async" onError={fail} />
      ) : (
        <span className="skeleton" />
      )}
    </a>
  )
}

function FileRow({ roomId, attachment }: { roomId: string; attachment: Attachment }) {
  const [problem, setProblem] = useState<Problem | null>(null)
  const open = async (): Promise<void> => {
    setProblem(null)
    try {
      const link = document.createElement('a')
      link.href = (await linkOf(roomId, attachment.id)).url
      link.download = attachment.name
      link.click()
    } catch (thrown) {
      setProblem(problemFrom(thrown))
    }
  }
  return (
    <>
      <button type="button" className="file" onClick={open}>
        <Icon name="file" />
        <span className="file-text">
          <span className="truncate" dir="auto">
            {attachment.name}
          </span>
          <span className="muted">{size(attachment.size)}</span>
        </span>
        <Icon name="download" size={18} />
      </button>
      {problem && (
        <p className="field-error" role="alert">
          {problem.message}
        </p>
      )}
    </>
  )
}
