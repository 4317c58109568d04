import { loadPageOf } from './app/pageFiles'
import { followChoices, openLanguage } from './language/language'
import { followAppearance, showAppearance } from './ui/appearance'
import './ui/tokens.css'
import './ui/base.css'
import './ui/controls.css'
import './ui/overlays.css'
import './app/shell.css'

showAppearance()
followAppearance()
loadPageOf(location.pathname)
// The words are loaded while the app is.
const [{ start }] = await Promise.all([import('./app/start'), openLanguage()])
followChoices()
start(document.getElementById('root')!)
