/** A text as one word of a POSIX shell, whatever it holds. NUL is left out: no shell can carry it. */
export const quoteShell = (text: string): string => `'${text.replaceAll('\0', '').replaceAll("'", "'\\''")}'`

/** A text as a PowerShell literal. PowerShell takes typographic quotes for quotes, so those are doubled too. */
export const quotePowerShell = (text: string): string => `'${text.replaceAll(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`

/** A text as a Python literal of plain ASCII. */
export const quotePython = (text: string): string => asciiJson(text)

/** JSON that holds ASCII only, so that no locale on the way can change it. */
export const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[\u007f-\uffff]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  )

/** Base64 of a text's UTF-16LE bytes, as `-EncodedCommand` wants it. */
export const encodePowerShell = (text: string): string => Buffer.from(text, 'utf16le').toString('base64')
