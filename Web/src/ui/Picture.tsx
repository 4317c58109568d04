import { t } from '@lingui/core/macro'
import styles from './Picture.module.css'

/** One of the sizes that the server made of a picture. */
export interface PictureSize {
  url: string
  width: number
  height: number
}

interface PictureProps {
  alt: string
  /** As the picture is shown, in its own pixels: its place is kept free before its address is known. */
  width: number
  height: number
  /** From the smallest; null: not known yet. */
  sizes: readonly PictureSize[] | null
  /** The largest box that it may fill, in CSS pixels; a number: it fills its parent, which is about so wide. */
  within: { width: number; height: number } | number
  onError?: () => void
}

/** What is smaller can hardly be seen or touched: a line of one pixel stands in a box of this size. */
const edgeMin = 44

/** A phone has up to three pixels for each CSS pixel: told this part of its box, it loads the size in the middle. */
const phonesPart = 0.44

/** The box in which a picture is shown: never larger than the picture, unless that is tiny. */
export function fitted(
  width: number,
  height: number,
  within: { width: number; height: number },
): { width: number; height: number } {
  const scale = Math.min(1, within.width / width, within.height / height)
  return { width: Math.max(edgeMin, Math.round(width * scale)), height: Math.max(edgeMin, Math.round(height * scale)) }
}

/**
 * A picture that moves nothing when it comes: its box has its shape from the first moment on. The browser takes the
 * size that fits; a narrow screen is told that the box is smaller than it is, so that a phone of many pixels does not
 * load the largest.
 */
export function Picture({ alt, width, height, sizes, within, onError }: PictureProps) {
  const box = typeof within === 'number' ? null : fitted(width, height, within)
  const shown = box?.width ?? within
  const largest = sizes?.at(-1)
  return (
    <span
      className={box ? styles.box : styles.filling}
      style={box ? { width: box.width, aspectRatio: `${box.width} / ${box.height}` } : undefined}
    >
      {largest ? (
        <img
          src={largest.url}
          srcSet={sizes!.map(({ url, width: w }) => `${url} ${w}w`).join(', ')}
          sizes={box ? `(max-width: 640px) ${Math.ceil(box.width * phonesPart)}px, ${box.width}px` : `${shown}px`}
          width={largest.width}
          height={largest.height}
          alt={alt}
          loading="lazy"
          decoding="async"
          onError={onError}
        />
      ) : (
        <span className="skeleton" role="img" aria-label={alt || t`Picture`} />
      )}
    </span>
  )
}
