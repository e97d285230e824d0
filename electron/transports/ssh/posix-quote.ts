/** One word of a POSIX shell's command line, whatever it holds. */
export const posixQuote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
