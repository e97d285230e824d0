/** What the words after the program's name ask for. */
export interface CommandLine {
  /** The folder given with `--home`; null when none was given. */
  readonly home: string | null
  /** A command with its arguments, for the headless door. Empty: open the window. */
  readonly words: readonly string[]
}

/** Options of Electron and its tools that take the next word as their value. */
const withValue = new Set(['-r', '--require'])

/**
 * Reads a process's words. Before the command only `--home` and the options of the command line itself are ours; all
 * other options there belong to Chromium and Electron, which have read them already. From the command on all is ours.
 * `isDefaultApp`: Electron was started with a folder to run, which is the first word that is no option.
 */
export function readCommandLine(argv: readonly string[], isDefaultApp: boolean): CommandLine {
  let home: string | null = null
  let isFolderDue = isDefaultApp
  const leading: string[] = []
  for (let index = 1; index < argv.length; index++) {
    const word = argv[index] ?? ''
    if (withValue.has(word)) index++
    else if (word === '--home') home = argv[++index] ?? ''
    else if (word.startsWith('--home=')) home = word.slice('--home='.length)
    else if (ownWithValue.has(word)) leading.push(word, argv[++index] ?? '')
    else if (ownWithValue.has(word.split('=', 1)[0] ?? '')) leading.push(word)
    else if (ownOptions.has(word)) leading.push(word)
    else if (word.startsWith('-') || word === '') continue
    else if (isFolderDue) isFolderDue = false
    else return fromCommand(home, leading, argv.slice(index))
  }
  return { home, words: leading.some(word => answering.has(word)) ? leading : [] }
}

/** Options of the command line that may stand before the command. */
const ownOptions = new Set(['--json', '--demo', '--help', '-h', '--version', '-V'])
/** The same, with a value: the next word, or what follows a `=`. */
const ownWithValue = new Set(['--passphrase-file', '--workspace'])
/** Those that are a command by themselves. */
const answering = new Set(['--help', '-h', '--version', '-V'])

function fromCommand(home: string | null, leading: readonly string[], rest: readonly string[]): CommandLine {
  const words: string[] = []
  let found = home
  for (let index = 0; index < rest.length; index++) {
    const word = rest[index] ?? ''
    if (word === '--') return { home: found, words: [...leading, ...words, ...rest.slice(index)] }
    if (word === '--home') found = rest[++index] ?? ''
    else if (word.startsWith('--home=')) found = word.slice('--home='.length)
    else words.push(word)
  }
  return { home: found, words: [...leading, ...words] }
}
