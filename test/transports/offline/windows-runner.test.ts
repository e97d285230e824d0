import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { runnerFiles } from '../../../electron/transports/offline/runner-files'
import { found, type PowerShellScript, powerShellReader } from '../../support/powershell'

const resources = join(import.meta.dirname, '../../../resources')
const scripts = readdirSync(resources, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ps1'))
const source = runnerFiles['deploy.ps1'] ?? ''

let read: Awaited<ReturnType<typeof powerShellReader>>
let runner: PowerShellScript
beforeAll(async () => {
  read = await powerShellReader()
  runner = read(source)
})

/** Whom a function calls, and whom those call. */
function reached(script: PowerShellScript, from: string, known = new Set<string>()): ReadonlySet<string> {
  for (const { command } of script.functions.find(({ name }) => name === from)?.calls ?? []) {
    if (known.has(command) || !script.functions.some(({ name }) => name === command)) continue
    known.add(command)
    reached(script, command, known)
  }
  return known
}

/** What belongs to a function and hides, because names ignore case, what a function that it calls wants of the script. */
const hidden = (script: PowerShellScript): readonly string[] =>
  script.functions.flatMap(caller =>
    script.functions
      .filter(({ name }) => name !== caller.name && reached(script, caller.name).has(name))
      .flatMap(({ name, borrowed }) =>
        [...borrowed].filter(each => caller.own.has(each)).map(each => `${caller.name} hides $${each} from ${name}`)
      )
  )

const unknownVariables = ({ functions, program }: PowerShellScript): readonly string[] =>
  [program, ...functions].flatMap(({ name, borrowed }) =>
    [...borrowed].filter(each => !program.own.has(each)).map(each => `${name} uses $${each}`)
  )

/** Of Windows PowerShell 5.1, which is older than PowerShell 7. */
const cmdlets = new Set([
  'ConvertFrom-Json',
  'ConvertTo-Json',
  'Copy-Item',
  'Get-ChildItem',
  'Get-Process',
  'Join-Path',
  'Move-Item',
  'New-Item',
  'New-Object',
  'Read-Host',
  'Remove-Item',
  'Set-StrictMode',
  'Split-Path',
  'Start-Sleep',
  'Test-Path',
  'Where-Object',
  'Write-Host'
])

/** Calls of what is not there, and calls with more or fewer values than the function takes. */
const wrongCalls = ({ functions, program }: PowerShellScript): readonly string[] =>
  [program, ...functions].flatMap(({ calls }) =>
    calls.flatMap(({ command, values, line }) => {
      if (cmdlets.has(command)) return []
      const parameters = functions.find(({ name }) => name === command)?.parameters
      if (parameters === undefined) return [`line ${line}: there is no ${command}`]
      const least = parameters.filter(({ isOptional }) => !isOptional).length
      return values < least || values > parameters.length ? [`line ${line}: ${values} values for ${command}`] : []
    })
  )

/** Variables of the script that are made whole paths before anything else uses them. */
const madeWhole = ({ root }: PowerShellScript): readonly string[] =>
  found(root, 'assignment_expression')
    .map(({ text }) => /^\$(\w+) = Get-WholePath \$(\w+)$/.exec(text))
    .flatMap(match => (match !== null && match[1] === match[2] ? [match[1] ?? ''] : []))

/** Functions that send on what a program complains of, which Windows PowerShell takes for an error of the script. */
const redirecting = ({ root }: PowerShellScript): readonly string[] =>
  found(root, 'function_statement')
    .filter(each => found(each, 'redirection').length > 0 && !each.text.includes("$ErrorActionPreference = 'Continue'"))
    .map(each => found(each, 'function_name')[0]?.text ?? '')

describe('what is read of a script', () => {
  it('shows what hides a variable from whom, however indirectly and however it is spelled', () => {
    const script = read(`function Get-Deep { "$Place/x" }
function Get-Next { foreach ($item in 1..2) { Get-Deep } }
function Set-Far([string]$place) { Get-Next }
function Set-Other { $script:place = 1; $all['place'] = 2; Get-Next }
$place = 'here'`)
    expect(script.problems).toEqual([])
    expect(hidden(script)).toEqual(['Set-Far hides $place from Get-Deep'])
    expect(unknownVariables(script)).toEqual(['Set-Other uses $all'])
  })

  it('shows calls that cannot work', () => {
    const script = read(`function Get-One([string]$A, [int]$B = 1) { $A + $B }
Get-One 'a'; Get-One ($x.Substring(1)) (2 + 3); Get-One; Get-One 1 2 3
Get-Two`)
    expect(wrongCalls(script)).toEqual([
      'line 2: 0 values for Get-One',
      'line 2: 3 values for Get-One',
      'line 3: there is no Get-Two'
    ])
  })

  it('shows what is no PowerShell', () => {
    expect(read('if ($a) { "b" ').problems).not.toEqual([])
    expect(read('$a = @{ b = 1').problems).not.toEqual([])
    expect(read('$a = $b ?? 1').problems).not.toEqual([])
    expect(read('$a = $b ? 1 : 2').problems).not.toEqual([])
  })
})

describe('every script in PowerShell', () => {
  it.each(scripts)('%s can be read by PowerShell, and hides nothing from what it calls', name => {
    const script = read(readFileSync(join(resources, name), 'utf8'))
    expect(script.problems).toEqual([])
    expect(hidden(script)).toEqual([])
  })
})

describe('the runner for Windows', () => {
  it('is PowerShell, also for version 5.1, in plain ASCII', () => {
    expect(runner.problems).toEqual([])
    expect([...found(runner.root, '&&'), ...found(runner.root, '||')]).toEqual([])
    expect(source.match(/[^\n\x20-\x7e]/g)).toBeNull()
  })

  it('has no function that hides from those it calls what they want of the script', () => {
    expect(hidden(runner)).toEqual([])
  })

  it('uses only variables that were set', () => {
    expect(unknownVariables(runner)).toEqual([])
  })

  it('calls only what is there, with as many values as it takes', () => {
    expect(wrongCalls(runner)).toEqual([])
  })

  it('makes whole paths of what it is told, because .NET does not know the folder that PowerShell is in', () => {
    expect(madeWhole(runner)).toEqual(['Root', 'PasswordFile'])
  })

  it('never asks a hashtable for its keys, because one of its entries may have that name', () => {
    expect(found(runner.root, 'member_name').filter(({ text }) => /^keys$/i.test(text))).toEqual([])
  })

  it('takes no complaint of a program for an error of its own', () => {
    expect(redirecting(runner)).toEqual([])
  })

  it('starts Python so that a byte order mark in front of what it is sent does no harm', () => {
    const lines = source.split('\n')
    const at = lines.findIndex(line => line.includes("$start.Arguments = '-c "))
    const literals = [
      ...lines
        .slice(at, at + 2)
        .join('\n')
        .matchAll(/'((?:[^']|'')*)'/g)
    ].map(([, text = '']) => text)
    const loader = /^-c "(.*)"$/.exec(literals.join('').replaceAll("''", "'"))?.[1] ?? ''
    const base = mkdtempSync(join(tmpdir(), 'slipway-windows-'))
    const payload = { nonce: 'n', isLast: false, folder: base, parameters: '', variables: { Name: 'Ada é' } }
    const script = "print(get_octopusvariable('Name'), 'ü')"
    const input = `\ufeff${JSON.stringify({ ...payload, script })}\n${runnerFiles['runner/python.py']}`
    const ran = spawnSync('python3', ['-c', loader], { input, encoding: 'utf8' })
    rmSync(base, { recursive: true })
    expect({ said: ran.stdout.split('\n').slice(1), error: ran.stderr, code: ran.status }).toEqual({
      said: ['Ada é ü', ''],
      error: '',
      code: 0
    })
  })

  it('keeps as much of what scripts write as the runner for bash does', () => {
    const limits = (text: string, pattern: RegExp) =>
      Object.fromEntries(
        [...text.matchAll(pattern)].map(([, name = '', value]) => [name.replace('_', '').toLowerCase(), value])
      )
    const ofBash = limits(runnerFiles['runner/run.sh'] ?? '', /\b((?:most|longest)_[a-z]+)=(\d+)/g)
    expect(Object.keys(ofBash)).toContain('mostlines')
    expect(limits(source, /^\$((?:most|longest)[A-Z][a-z]+) = (\d+)/gm)).toMatchObject(ofBash)
  })
})
