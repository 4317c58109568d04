import { t } from '@lingui/core/macro'
import { percent, size as sizeText } from '../../../language/format'
import { Icon } from '../../../ui/icons'
import type { Uploads } from './uploads'

export function UploadChips({ uploads }: { uploads: Uploads }) {
  if (uploads.items.length === 0) return null
  return (
    <ul className="uploads" aria-label={t`Files to send`}>
      {uploads.items.map(({ key, name, size, part, attachment, error }) => (
        <li
          key={key}
          className="upload"
          data-failed={error !== null || undefined}
          data-ready={attachment !== null || undefined}
        >
          <Icon name={error ? 'alert' : 'file'} size={18} />
          <span className="upload-text">
            <span className="truncate" dir="auto">
              {name}
            </span>
            <span className="muted truncate" dir="auto">
              {error ?? (attachment ? sizeText(size) : percent(100 * part))}
            </span>
          </span>
          {error && size > 0 && (
            <button type="button" className="link-button" onClick={() => uploads.retry(key)}>{t`Try again`}</button>
          )}
          <button
            type="button"
            className="icon-button"
            aria-label={t`Remove ${name}`}
            title={t`Remove`}
            onClick={() => uploads.remove(key)}
          >
            <Icon name="close" size={16} />
          </button>
          {!attachment && !error && (
            <span
              className="upload-bar"
              role="progressbar"
              aria-label={t`Upload of ${name}`}
              aria-valuenow={Math.round(part * 100)}
              aria-valuemin={0}
              aria-valuemax={100}
            >
              <span style={{ width: `${part * 100}%` }} />
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}
