import { t } from '@lingui/core/macro'
import { Icon } from '../../ui/icons'

const rows = [
  { shade: 'shade-4', width: 'w-long' },
  { shade: 'shade-0', width: 'w-middle', own: true },
  { shade: 'shade-1', width: 'w-short' },
]

/** A picture of the moment that the product is about. It says nothing that the words beside it do not. */
export function HeroScene() {
  return (
    <div className="scene" aria-hidden="true">
      <div className="scene-card card">
        <div className="scene-head">
          <svg width="76" height="76" viewBox="0 0 100 100">
            <circle className="ring-track" cx="50" cy="50" r="44" />
            <circle className="ring-value scene-arc" cx="50" cy="50" r="44" pathLength="100" strokeDasharray="100" />
          </svg>
          <div className="scene-lines">
            <span className="scene-line w-middle strong" />
            <span className="scene-line w-long" />
          </div>
        </div>
        <ul className="scene-steps">
          {[1, 2, 3].map((step) => (
            <li key={step}>
              <span className="module-mark">
                <Icon name="check" size={14} />
              </span>
              <span className="scene-line w-long" />
            </li>
          ))}
        </ul>
      </div>
      <div className="scene-board card">
        {rows.map((row) => (
          <div key={row.shade} className="scene-row" data-own={row.own}>
            <span className={`avatar small ${row.shade}`} />
            <span className={`scene-line ${row.width}`} />
          </div>
        ))}
      </div>
      <span className="scene-toast">
        <Icon name="spark" size={16} />
        {t`+50 XP`}
      </span>
    </div>
  )
}
