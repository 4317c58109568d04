import { i18n } from '@lingui/core'
import { messages } from './catalogues/en.po'

/* For tests: everything is said in English, without a browser to ask. */
i18n.loadAndActivate({ locale: 'en', messages })
