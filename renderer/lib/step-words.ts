import type { ExecutionLocation, ScriptSyntax } from '@shared/model/process'
import { assertNever } from '@shared/result'

/** How script languages are called. */
export const syntaxNames: Readonly<Record<ScriptSyntax, string>> = {
  bash: 'Bash',
  python: 'Python',
  powershell: 'PowerShell'
}

/** Where a step runs, in a few words: `on targets with the role web`. */
export function placeOf(step: { readonly location: ExecutionLocation; readonly roles: readonly string[] }): string {
  const roles = `${step.roles.length === 1 ? 'the role' : 'any of the roles'} ${step.roles.join(', ')}`
  switch (step.location) {
    case 'targets':
      return `on targets with ${roles}`
    case 'here':
      return 'once on this machine'
    case 'here-for-each-target':
      return `on this machine, for each target with ${roles}`
    default:
      return assertNever(step.location)
  }
}
