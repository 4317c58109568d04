import { useState } from 'react'
import { Picture, type PictureSize } from './Picture'

interface AvatarProps {
  name: string
  /** The id of the person's picture; without one, or while it cannot be had, their initials are shown. */
  picture?: string | null | undefined
  size?: 'small' | 'medium' | 'large'
}

/** In CSS pixels, nearly: where there are three to one, 96 pixels are still enough for the smaller ones. */
const edges = { small: 32, medium: 32, large: 96 }

/** The addresses of a person's picture (docs/protocol.md). */
const sizesOf = (picture: string): PictureSize[] =>
  [96, 480].map((edge) => ({ url: `/api/v1/pictures/${picture}?size=${edge}`, width: edge, height: edge }))

/** A person's face. Their name is beside it wherever it is shown, so it says nothing to a screen reader. */
export function Avatar({ name, picture, size = 'medium' }: AvatarProps) {
  const [broken, setBroken] = useState<string | null>(null)
  let hash = 0
  for (const character of name) hash = (hash * 31 + character.codePointAt(0)!) >>> 0
  return (
    <span className={`avatar ${size} shade-${hash % 6}`} aria-hidden="true">
      {picture && picture !== broken ? (
        <Picture
          alt=""
          width={480}
          height={480}
          sizes={sizesOf(picture)}
          within={edges[size]}
          onError={() => setBroken(picture)}
        />
      ) : (
        initialsOf(name)
      )}
    </span>
  )
}

function initialsOf(name: string): string {
  const initials = name
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => [...word][0]!.toUpperCase())
  return initials.length > 1 ? initials[0]! + initials.at(-1)! : (initials[0] ?? '?')
}
