import common from '../../../resources/transfer/common.sh?raw'
import file from '../../../resources/transfer/file.sh?raw'
import tree from '../../../resources/transfer/tree.sh?raw'
import { posixQuote } from '../ssh/posix-quote'

/**
 * The command that runs a script for any login shell: line breaks, `!`, quotes and backslashes are what shells of other
 * kinds than POSIX take amiss, so the script comes without any of them and is made whole by `printf %b`.
 */
const packed = (script: string): string =>
  script
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
    .join('\n')
    .replace(/[\\'!]/g, character => `\\0${character.charCodeAt(0).toString(8).padStart(3, '0')}`)
    .replaceAll('\n', '\\n')

const loader = `exec /bin/sh -c 'eval "$(printf %b "$0")"'`
const scripts = { file: packed(`${common}\n${file}`), tree: packed(`${common}\n${tree}`) }

/** The command line that receives a shipment: the script of this kind with its arguments. */
export const shellLine = (kind: 'file' | 'tree', args: readonly string[]): string =>
  [loader, `'${scripts[kind]}'`, ...args.map(posixQuote)].join(' ')
