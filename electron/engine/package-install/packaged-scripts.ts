import type { ScriptSyntax } from '@shared/model/action'
import type { Platform } from '../commands'
import { asciiJson, quotePowerShell, quoteShell } from '../quote'

/** The moments at which a package's own scripts run. */
export type PackagedStage = 'PreDeploy' | 'Deploy' | 'PostDeploy' | 'DeployFailed'

type Language = ScriptSyntax | 'csharp' | 'fsharp'

const languages: Readonly<Record<string, Language>> = {
  sh: 'bash',
  py: 'python',
  csx: 'csharp',
  fsx: 'fsharp',
  ps1: 'powershell'
}
const extensionOf: Readonly<Record<Language, string>> = {
  bash: 'sh',
  python: 'py',
  csharp: 'csx',
  fsharp: 'fsx',
  powershell: 'ps1'
}

/** Which language is taken where a package has a script in several. */
const order: Readonly<Record<Platform, readonly Language[]>> = {
  posix: ['bash', 'python', 'csharp', 'fsharp', 'powershell'],
  windows: ['powershell', 'python', 'csharp', 'fsharp', 'bash']
}

/** The scripts of a moment. */
export interface PackagedScripts {
  /** Every file that is one, whatever its language: all are removed afterwards. */
  readonly files: readonly string[]
  /** The one that runs. Null where there is none, or none in a language that can be run. */
  readonly chosen: { readonly file: string; readonly syntax: ScriptSyntax } | null
  /** What is to be said about the choice; null where there was none. */
  readonly words: string | null
}

/**
 * The scripts that a package brought for a moment: in its root, with the moment as their name whatever the case, and the
 * extension of a language.
 * @param names of files in the root
 */
export function packagedScripts(names: readonly string[], stage: PackagedStage, platform: Platform): PackagedScripts {
  const found = names
    .flatMap(file => {
      const match = /^([a-z]+)\.([a-z0-9]+)$/i.exec(file)
      const language = languages[match?.[2]?.toLowerCase() ?? '']
      return match?.[1]?.toLowerCase() === stage.toLowerCase() && language !== undefined ? [{ file, language }] : []
    })
    .sort((a, b) => (a.file < b.file ? -1 : 1))
  const first = order[platform].flatMap(language => found.find(item => item.language === language) ?? [])[0]
  if (first === undefined) return { files: [], chosen: null, words: null }
  const files = found.map(({ file }) => file)
  if (first.language === 'csharp' || first.language === 'fsharp')
    return {
      files,
      chosen: null,
      words: `${first.file} does not run: Slipway runs scripts in Bash, Python and PowerShell.`
    }
  const words =
    files.length === 1
      ? null
      : `Of ${files.join(', ')} only ${first.file} runs: the order is ${order[platform].map(language => `.${extensionOf[language]}`).join(', ')}.`
  return { files, chosen: { file: first.file, syntax: first.language }, words }
}

/** The script that runs a file of the present folder as if it were the script itself. */
export function scriptOfFile(file: string, syntax: ScriptSyntax): string {
  switch (syntax) {
    case 'bash':
      // One that was written on Windows has line breaks that bash would take for a part of each command.
      return [
        `case $(<${quoteShell(`./${file}`)}) in`,
        `*$'\\r'*) eval "$(tr -d '\\r' <${quoteShell(`./${file}`)})" ;;`,
        `*) source ${quoteShell(`./${file}`)} ;;`,
        'esac'
      ].join('\n')
    case 'python':
      return `__file__ = ${asciiJson(file)}\nexec(compile(open(__file__, 'rb').read(), __file__, 'exec'))`
    case 'powershell':
      return `. ${quotePowerShell(`./${file}`)}`
  }
}
