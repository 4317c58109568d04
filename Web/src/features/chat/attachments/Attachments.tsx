import { t } from '@lingui/core/macro'
import { useEffect, useState } from 'react'
import { problemFrom, type Problem } from '../../../api/problem'
import { size } from '../../../language/format'
import { Icon } from '../../../ui/icons'
import { fetchLink } from '../rest'
import type { Attachment } from '../wire'

// Signed links are short-lived: one is kept for as long as it is good, and asked for anew after that.
const links = new Map<string, ReturnType<typeof fetchLink>>()
const linksMax = 200
const renewBeforeMs = 20_000

async function linkOf(roomId: string, id: string): Promise<string> {
  const known = await links.get(id)?.catch(() => null)
  if (known && Date.parse(known.expiresAt) - renewBeforeMs > Date.now()) return known.url
  const asked = fetchLink(roomId, id)
  links.set(id, asked)
  if (links.size > linksMax) links.delete(links.keys().next().value!)
  return (await asked).url
}

const isPicture = ({ contentType }: Attachment): boolean => /^image\/(?:png|jpeg|gif|webp|avif)$/.test(contentType)

export function Attachments({ roomId, attachments }: { roomId: string; attachments: Attachment[] }) {
  return (
    <ul className="attachments" aria-label={t`Files`}>
      {attachments.map((attachment) => (
        <li key={attachment.id}>
          {isPicture(attachment) ? (
            <Picture roomId={roomId} attachment={attachment} />
          ) : (
            <FileRow roomId={roomId} attachment={attachment} />
          )}
        </li>
      ))}
    </ul>
  )
}

function Picture({ roomId, attachment }: { roomId: string; attachment: Attachment }) {
  const [url, setUrl] = useState<string | null>(null)
  const [isBroken, setBroken] = useState(false)
  useEffect(() => {
    let isOn = true
    linkOf(roomId, attachment.id).then(
      (link) => isOn && setUrl(link),
      () => isOn && setBroken(true),
    )
    return () => {
      isOn = false
    }
  }, [roomId, attachment.id])
  if (isBroken) return <FileRow roomId={roomId} attachment={attachment} />
  return (
    <a className="picture" href={url ?? undefined} target="_blank" rel="noopener">
      {url ? (
        <img src={url} alt={attachment.name} loading="lazy" decoding="async" onError={() => setBroken(true)} />
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
      link.href = await linkOf(roomId, attachment.id)
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
