import type { ScriptSyntax } from '@shared/model/action'
import { refuse } from '../request'

export const languageWords: Readonly<Record<ScriptSyntax, string>> = {
  bash: 'Bash',
  python: 'Python',
  powershell: 'PowerShell'
}

/** @param path of the property, for failures */
export function languageIn(word: string | undefined, path: string): ScriptSyntax {
  const found = (Object.keys(languageWords) as ScriptSyntax[]).find(
    syntax => languageWords[syntax].toLowerCase() === (word ?? 'PowerShell').toLowerCase()
  )
  return (
    found ?? refuse(path, `Slipway runs no scripts in ${word}.`, `It runs ${Object.values(languageWords).join(', ')}.`)
  )
}
