import { t } from '@lingui/core/macro'
import { useId, useRef, useState, type ChangeEvent } from 'react'
import { useCommand } from '../../api/command'
import { announce } from '../../ui/announcer'
import { Avatar } from '../../ui/Avatar'
import { Button, ProblemNote } from '../../ui/controls'
import { changePicture, removePicture, type Me } from './profile'

/** As the server takes them (docs/flows.md). */
const kinds = 'image/png,image/jpeg,image/webp,image/gif'

interface Chosen {
  file: File
  /** A data address: pages show no others of their own. */
  preview: string
}

/** The person's picture: chosen, looked at as it will be cut out, and sent. */
export function PictureChoice({ me, onChanged }: { me: Me; onChanged: () => unknown }) {
  const [chosen, setChosen] = useState<Chosen | null>(null)
  // What is wrong with one file is not wrong with the next.
  const [sent, setSent] = useState<File | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const id = useId()
  const save = useCommand(async (key: string, file: File) => {
    await changePicture(key, file)
    await onChanged()
    setChosen(null)
    announce(t`Saved.`)
    return true
  })
  const remove = useCommand(async (key: string) => {
    await removePicture(key)
    await onChanged()
    announce(t`Removed.`)
    return true
  })
  const choose = async ({ target }: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const file = target.files?.[0]
    target.value = '' // The same file may be chosen again.
    if (file) setChosen({ file, preview: await dataOf(file) })
  }
  return (
    <div className="picture-choice">
      {chosen ? (
        <span className="avatar large">
          <img className="picture-preview" src={chosen.preview} alt={t`You, as others will see you`} />
        </span>
      ) : (
        <Avatar name={me.displayName} picture={me.picture} size="large" />
      )}
      <div className="picture-acts" role="group" aria-labelledby={id}>
        <p id={id} className="picture-title">{t`Your picture`}</p>
        <input ref={input} type="file" accept={kinds} hidden onChange={(event) => void choose(event)} />
        <div className="settings-action">
          {chosen ? (
            <>
              <Button
                tone="primary"
                pending={save.pending}
                onClick={() => {
                  setSent(chosen.file)
                  void save.run(chosen.file)
                }}
              >{t`Use this picture`}</Button>
              <Button onClick={() => setChosen(null)}>{t`Cancel`}</Button>
            </>
          ) : (
            <>
              <Button onClick={() => input.current?.click()}>
                {me.picture ? t`Change picture` : t`Choose a picture`}
              </Button>
              {me.picture && <Button pending={remove.pending} onClick={() => void remove.run()}>{t`Remove`}</Button>}
            </>
          )}
        </div>
        <p className="muted">{t`The middle of it is shown, to everybody who can see you.`}</p>
        <ProblemNote problem={(sent !== null && sent === chosen?.file ? save.problem : null) ?? remove.problem} />
      </div>
    </div>
  )
}

function dataOf(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result as string)
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })
}
