/** A pattern in the form of the paths that are listed: with slashes, and relative to the folder. */
export const normalPattern = (pattern: string): string =>
  pattern
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/+)+/, '')
    .replace(/\/{2,}/g, '/')
