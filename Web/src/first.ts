import { showLanguage, wantedLanguage } from './language/choice'
import { showAppearance } from './ui/appearance'

/*
 * Runs before the page is drawn, while its styles are still on their way: so what is drawn first, without the app,
 * stands on the right side and in the right light (vite.config.ts puts it into the page's head).
 */
showLanguage(wantedLanguage())
showAppearance()
