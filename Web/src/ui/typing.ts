import { useSyncExternalStore } from 'react'

/**
 * Whether something was typed on this page that was not sent: fields with words in them, from the first letter until
 * their form is submitted.
 */
const fields = new Set<HTMLInputElement | HTMLTextAreaElement>()
const listeners = new Set<() => void>()

const isText = (target: EventTarget | null): target is HTMLInputElement | HTMLTextAreaElement =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && /^(?:text|email|password|url|tel|number)$/.test(target.type))

function isTyping(): boolean {
  for (const field of fields) if (!field.isConnected || field.value === '') fields.delete(field)
  return fields.size > 0
}

function tell(): void {
  for (const listener of listeners) listener()
}

function onInput({ target }: Event): void {
  if (isText(target)) fields.add(target)
  tell()
}

function onSubmit({ target }: Event): void {
  for (const field of fields) if (field.form === target) fields.delete(field)
  tell()
}

const subscribe = (listener: () => void): (() => void) => {
  if (listeners.size === 0) {
    document.addEventListener('input', onInput, true)
    document.addEventListener('submit', onSubmit, true)
    document.addEventListener('focusin', tell) // A field may have been emptied or taken away by then.
  }
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useIsTyping(): boolean {
  return useSyncExternalStore(subscribe, isTyping)
}
