/** Names what this client is made of (vite.config.ts). */
declare const BUILD: string
