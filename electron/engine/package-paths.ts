import type { Sha256 } from '@shared/ids'
import { quoteShell } from './quote'

/**
 * Where the packages of deployments lie at a place. Every path starts in the home folder of whoever logs in, as
 * `Connection.send` takes it.
 */
export const packagesFolder = '.slipway/packages'

/** Everything that a place has of one package: unpacked in `tree`, and as it came in `file`. */
export const packageFolder = (sha256: Sha256): string => `${packagesFolder}/${sha256}`

/** The unpacked package. What is in it is never changed: whoever wants to change it makes a copy, without hard links. */
export const packageTree = (sha256: Sha256): string => `${packageFolder(sha256)}/tree`

/** The package as the file that it came as. */
export const packageFile = (sha256: Sha256, fileName: string): string =>
  `${packageFolder(sha256)}/file/${plainName(fileName)}`

/** A file name that stays in its folder, whatever it came as. */
export const plainName = (fileName: string): string => {
  const name = fileName.replace(/[/\\\p{Cc}]/gu, '_')
  return name === '.' || name === '..' || name === '' ? '_' : name
}

/** A path that starts in the home folder, as a word of a POSIX shell. */
export const inHome = (path: string): string => `"$HOME"/${quoteShell(path)}`
