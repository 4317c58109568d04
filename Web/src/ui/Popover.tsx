import { useCallback, useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode, type ToggleEvent } from 'react'
import { Icon, type IconName } from './icons'

interface PopoverProps {
  label: string
  icon: IconName
  className?: string
  /** What it holds; drawn while it is open. */
  children: (close: () => void) => ReactNode
  role?: 'menu' | 'dialog'
  onOpenChange?: (isOpen: boolean) => void
}

const marginPx = 8

/** A button, and what opens from it over everything else; the browser closes it on Escape and on a click elsewhere. */
export function Popover({ label, icon, className, children, role = 'dialog', onOpenChange }: PopoverProps) {
  const [isOpen, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const id = useId()
  const close = useCallback(() => {
    panel.current?.hidePopover()
    button.current?.focus()
  }, [])

  useEffect(() => {
    if (!isOpen) return
    place(panel.current!, button.current!.getBoundingClientRect())
    panel.current!.querySelector<HTMLElement>('[role="menuitem"], button, input')?.focus({ preventScroll: true })
  }, [isOpen])

  const toggled = ({ newState }: ToggleEvent<HTMLDivElement>): void => {
    setOpen(newState === 'open')
    onOpenChange?.(newState === 'open')
  }

  return (
    <>
      <button ref={button} type="button" className={`icon-button ${className ?? ''}`} title={label} aria-label={label}
        aria-haspopup={role} aria-expanded={isOpen} popoverTarget={id}>
        <Icon name={icon} size={18} />
      </button>
      <div ref={panel} id={id} popover="auto" role={role} aria-label={label} className="popover card" onToggle={toggled}
        onKeyDown={role === 'menu' ? moveInMenu : undefined}>
        {isOpen && children(close)}
      </div>
    </>
  )
}

function place(panel: HTMLElement, by: DOMRect): void {
  const { width, height } = panel.getBoundingClientRect()
  const below = by.bottom + 4
  const top = below + height + marginPx <= innerHeight ? below : Math.max(marginPx, by.top - 4 - height)
  panel.style.top = `${top}px`
  panel.style.left = `${Math.max(marginPx, Math.min(by.right - width, innerWidth - width - marginPx))}px`
}

function moveInMenu(event: KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step) return
  event.preventDefault()
  event.stopPropagation()
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="menuitem"]')]
  const at = items.indexOf(document.activeElement as HTMLElement)
  items[(at + step + items.length) % items.length]?.focus()
}

export interface MenuItem {
  label: string
  icon: IconName
  onSelect: () => void
  isGrave?: boolean
}

export function Menu({ items, ...rest }: { label: string; icon: IconName; className?: string; items: MenuItem[]; onOpenChange?: (isOpen: boolean) => void }) {
  return (
    <Popover {...rest} role="menu">
      {(close) =>
        items.map(({ label, icon, onSelect, isGrave }) => (
          <button key={label} type="button" role="menuitem" className="menu-item" data-grave={isGrave || undefined}
            onClick={() => (close(), onSelect())}>
            <Icon name={icon} size={18} />
            {label}
          </button>
        ))
      }
    </Popover>
  )
}
