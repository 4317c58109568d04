/*
 * Light or dark: the person's choice on this device, else the system's. Every colour is a light-dark() in tokens.css.
 */
export const appearances = ['system', 'light', 'dark'] as const
export type Appearance = (typeof appearances)[number]

const storageKey = 'academy.appearance'

export function chosenAppearance(): Appearance {
  const chosen = localStorage.getItem(storageKey)
  return appearances.find((each) => each === chosen) ?? 'system'
}

/** Shows what was chosen. Before anything is drawn, and again when another is chosen. */
export function showAppearance(): void {
  const chosen = chosenAppearance()
  document.documentElement.style.colorScheme = chosen === 'system' ? '' : chosen
}

export function chooseAppearance(appearance: Appearance): void {
  if (appearance === 'system') localStorage.removeItem(storageKey)
  else localStorage.setItem(storageKey, appearance)
  showAppearance()
}

/** Other tabs choose, too. */
export function followAppearance(): void {
  addEventListener('storage', ({ key }) => {
    if (key === storageKey) showAppearance()
  })
}
