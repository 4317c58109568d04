import { useState, type KeyboardEvent, type ReactNode } from 'react'
import {
  Button,
  Dialog,
  DialogTrigger,
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuTrigger,
  Popover as AriaPopover,
} from 'react-aria-components'
import { Icon, type IconName } from './icons'

interface OpenerProps {
  label: string
  icon: IconName
  className?: string
  onOpenChange?: (isOpen: boolean) => void
}

function Opener({ label, icon, className }: OpenerProps) {
  return (
    <Button
      className={`icon-button ${className ?? ''}`}
      aria-label={label}
      render={(button) => <button {...button} title={label} />}
    >
      <Icon name={icon} size={18} />
    </Button>
  )
}

/** A button, and what opens from it over everything else; drawn while it is open. */
export function Popover({ children, ...opener }: OpenerProps & { children: (close: () => void) => ReactNode }) {
  return (
    <DialogTrigger onOpenChange={opener.onOpenChange}>
      <Opener {...opener} />
      <AriaPopover className="popover card" placement="bottom end" offset={4}>
        <Dialog aria-label={opener.label} className="popover-inside">
          {({ close }) => children(close)}
        </Dialog>
      </AriaPopover>
    </DialogTrigger>
  )
}

export interface MenuItem {
  label: string
  icon: IconName
  onSelect: () => void
  isGrave?: boolean
}

/**
 * A button, and a list of what it can do: with the arrows, Home and End, or the first letters of a name; Tab closes it.
 */
export function Menu({ items, ...opener }: OpenerProps & { items: MenuItem[] }) {
  const [isOpen, setOpen] = useState(false)
  const change = (isOpen: boolean): void => {
    setOpen(isOpen)
    opener.onOpenChange?.(isOpen)
  }
  const leave = (event: KeyboardEvent): void => {
    if (event.key === 'Tab') change(false)
  }
  return (
    <MenuTrigger isOpen={isOpen} onOpenChange={change}>
      <Opener {...opener} />
      <AriaPopover className="popover card" placement="bottom end" offset={4}>
        <div onKeyDownCapture={leave}>
          <AriaMenu
            className="menu"
            aria-label={opener.label}
            items={items.map((item) => ({ ...item, id: item.label }))}
          >
            {({ label, icon, onSelect, isGrave }) => (
              <AriaMenuItem
                className="menu-item"
                textValue={label}
                data-grave={isGrave || undefined}
                onAction={onSelect}
              >
                <Icon name={icon} size={18} />
                {label}
              </AriaMenuItem>
            )}
          </AriaMenu>
        </div>
      </AriaPopover>
    </MenuTrigger>
  )
}
