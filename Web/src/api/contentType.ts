/** What a browser says of a file; of some kinds, as of Markdown on Windows, it says nothing. */
export function contentTypeOf(file: Blob & { name?: string }): string {
  const ending = /\.([^.]+)$/.exec(file.name ?? '')?.[1]?.toLowerCase() ?? ''
  return file.type || typesByEnding[ending] || 'application/octet-stream'
}

const typesByEnding: Record<string, string> = {
  txt: 'text/plain',
  log: 'text/plain',
  csv: 'text/csv',
  md: 'text/markdown',
  markdown: 'text/markdown',
  zip: 'application/zip',
  wav: 'audio/wav',
  opus: 'audio/ogg',
  m4a: 'audio/mp4',
  webp: 'image/webp',
}
