/** A word as a POSIX shell reads it back: bare where that is safe, in single quotes otherwise. */
const shellWord = (text: string): string =>
  /^[A-Za-z0-9][A-Za-z0-9._+/-]*$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

/** The command line that starts the same deployment. */
export const deployCommand = (project: string, version: string, environment: string): string =>
  `slipway deploy --project ${shellWord(project)} --release ${shellWord(version)} --to ${shellWord(environment)}`
