import type { ScriptSyntax } from '@shared/model/process'

/** A function that Slipway adds to every script. */
export interface HelperFunction {
  readonly name: string
  /** How it is called, for the list of completions. */
  readonly usage: string
  readonly explanation: string
}

type Spelling = (name: string, parameters: readonly string[]) => HelperFunction['usage']

const helpers: readonly {
  readonly names: Readonly<Record<ScriptSyntax, string>>
  readonly parameters: readonly string[]
  readonly explanation: string
}[] = [
  ['get_octopusvariable', 'Get-OctopusVariable', ['name'], 'The value of a variable.'],
  ['set_octopusvariable', 'Set-OctopusVariable', ['name', 'value'], 'Passes a value on to later steps.'],
  ['new_octopusartifact', 'New-OctopusArtifact', ['path', 'name'], 'Keeps a file with the deployment.'],
  ['update_progress', 'Update-Progress', ['percentage', 'message'], 'Shows how far the step has come.'],
  ['write_highlight', 'Write-Highlight', ['text'], 'Writes a line that stands out.'],
  ['write_warning', 'Write-Warning', ['text'], 'Writes a warning.'],
  ['write_verbose', 'Write-Verbose', ['text'], 'Writes a line for details.'],
  ['write_wait', 'Write-Wait', ['text'], 'Says what the step waits for.'],
  ['fail_step', 'Fail-Step', ['message'], 'Ends the step as failed.']
].map(([plain, powershell, parameters, explanation]) => ({
  names: { bash: plain as string, python: plain as string, powershell: powershell as string },
  parameters: parameters as readonly string[],
  explanation: explanation as string
}))

const spellings: Readonly<Record<ScriptSyntax, Spelling>> = {
  bash: (name, parameters) => [name, ...parameters.map(parameter => `"<${parameter}>"`)].join(' '),
  python: (name, parameters) => `${name}(${parameters.join(', ')})`,
  powershell: (name, parameters) => [name, ...parameters.map(parameter => `"<${parameter}>"`)].join(' ')
}

/** The functions that Slipway adds to scripts of a syntax. */
export const helperFunctions = (syntax: ScriptSyntax): readonly HelperFunction[] =>
  helpers.map(({ names, parameters, explanation }) => ({
    name: names[syntax],
    usage: spellings[syntax](names[syntax], parameters),
    explanation
  }))
