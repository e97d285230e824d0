import type { ScriptSyntax } from '@shared/model/process'
import { plainOf, type ResolvedVariable } from '@shared/variables/resolve'
import bashBootstrap from '../../resources/bootstrap/bash/bootstrap.sh?raw'
import powershellBootstrap from '../../resources/bootstrap/powershell/bootstrap.ps1?raw'
import pythonBootstrap from '../../resources/bootstrap/python/bootstrap.py?raw'
import type { Command } from './ports'
import { asciiJson, encodePowerShell, quotePowerShell, quotePython, quoteShell } from './quote'
import type { TracePlace } from './traces'

export type Platform = 'posix' | 'windows'

export interface ScriptInput {
  readonly syntax: ScriptSyntax
  readonly platform: Platform
  /** Marks the line that announces the script; 32 lower-case hex characters. */
  readonly nonce: string
  /** Name of the folder below `~/.slipway/work` that the script starts in; safe as a file name. */
  readonly folder: string
  /** References are already replaced. */
  readonly script: string
  /** Nothing else is to run in the folder: it goes with the script when the script left it empty. */
  readonly isLast: boolean
  readonly variables: readonly ResolvedVariable[]
  /** What the script is given, as its language's shell reads it: `--dry-run "a b"`. Absent for nothing. */
  readonly parameters?: string
  /** Where the script leaves its traces; it leaves none without. */
  readonly traces?: TracePlace
  /** Absolute path of the folder it starts in, which is there; absent for the work folder. */
  readonly startsIn?: string
}

/**
 * The command that runs a script. Its line is a constant: script, variables and helper functions are all in `stdin`.
 * The first line it prints is `startMarker(nonce)` followed by process, process group and folder.
 */
export function scriptCommand(input: ScriptInput): Command {
  const script = input.script.replaceAll('\r\n', '\n')
  return { ...loaders[input.platform][input.syntax], stdin: payloads[input.syntax]({ ...input, script }) }
}

/** What a script that took its folder along says at its end, without a line break: it may be in the middle of a line. */
export const leftMarker = (nonce: string): string => `slipway-left ${nonce}`

/** What a script's output starts with, once the login shell has nothing more to say. */
export const startMarker = (nonce: string): string => `slipway-start ${nonce} `

type Loader = Omit<Command, 'stdin'>

/** For any login shell: one word in single quotes, without the `!` and the line breaks that csh would take amiss. */
const posix = (...argv: readonly [string, ...string[]]): Loader => ({
  argv,
  line: `exec ${argv.map(word => (/^[\w./-]+$/.test(word) ? word : quoteShell(word))).join(' ')}`
})

/** For cmd and PowerShell alike: arguments hold neither quotes nor `%` or `$`. */
const windows = (...argv: readonly [string, ...string[]]): Loader => ({
  argv,
  line: argv.map(word => (/^[\w./-]+$/.test(word) ? word : `"${word}"`)).join(' ')
})

// The payload arrives as pipeline input, one base64 line, so that no console code page can change it.
const powershellLoader = encodePowerShell(
  "$p = @($input) -join ''; if (-not $p) { $p = [Console]::In.ReadToEnd() }; " +
    '. ([ScriptBlock]::Create([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($p))))'
)
const powershell = ['-NoProfile', '-NonInteractive', '-OutputFormat', 'Text'] as const
const pythonLoader = 'import sys;exec(sys.stdin.buffer.read().decode())'

// The payload's first line tells its length, because bash reads blocks from a pipe only when it knows how much to
// read; bash before 4.1 cannot, and starts `cat`, to which that line does nothing. The script is evaluated on line 1,
// so that bash numbers its lines from 1; `slipway` is the name that bash puts before its own messages.
const bashLoader =
  'if LC_ALL=C IFS= read -rN 11 __slipway_n 2>/dev/null; ' +
  `then LC_ALL=C IFS= read -rN "\${__slipway_n:2:8}" __slipway_p || exit 125; ` +
  'else __slipway_p=$(cat); fi; eval "$__slipway_p"; eval "$slipway_script"; __slipway_end $?'
const loaders: Record<Platform, Record<ScriptSyntax, Loader>> = {
  posix: {
    bash: posix('bash', '-c', bashLoader, 'slipway'),
    python: posix('python3', '-c', pythonLoader),
    powershell: posix('pwsh', ...powershell, '-EncodedCommand', powershellLoader)
  },
  windows: {
    bash: windows('bash', '-c', 'source /dev/stdin'),
    python: windows('python', '-c', pythonLoader),
    powershell: windows('powershell', ...powershell, '-ExecutionPolicy', 'Bypass', '-EncodedCommand', powershellLoader)
  }
}

/** The program that runs scripts of a language. */
export const interpreterOf = (platform: Platform, syntax: ScriptSyntax): string => loaders[platform][syntax].argv[0]

const encoder = new TextEncoder()

const payloads: Record<ScriptSyntax, (input: ScriptInput) => Uint8Array> = {
  bash: bashPayload,
  python: input => encoder.encode(pythonPayload(input)),
  powershell: input => encoder.encode(powershellPayload(input))
}

/** What every bash script is sent, in bytes: without comments and indents, which a host would only have to read over. */
const bashHelpers = encoder.encode(
  bashBootstrap
    .split('\n')
    .map(line => line.trimStart())
    .filter(line => line !== '' && !line.startsWith('#'))
    .join('\n')
)

function bashPayload(input: ScriptInput): Uint8Array {
  // What bash would count wrong, NUL, is left out where it is quoted.
  const before = [
    `__slipway_names=(${input.variables.map(variable => quoteShell(variable.name)).join(' ')})`,
    `__slipway_values=(${input.variables.map(variable => quoteShell(plainOf(variable.value))).join(' ')})`,
    `slipway_script=${quoteShell(input.script)}`,
    ''
  ]
  const after = [
    '',
    `__slipway_start ${input.nonce} ${input.folder} ${input.isLast ? 'last' : 'more'}${input.traces === undefined ? '' : ` ${input.traces.file} ${input.traces.run}`}`,
    ...(input.startsIn === undefined
      ? []
      : [
          `cd -- ${quoteShell(input.startsIn)} || fail_step "The folder that the script is to start in cannot be entered."`
        ]),
    ...(input.parameters === undefined
      ? []
      : [
          `slipway_parameters=${quoteShell(input.parameters)}`,
          'eval "set -- $slipway_parameters" || fail_step "The parameters of the script cannot be read."',
          'unset slipway_parameters'
        ]),
    input.platform === 'windows' ? 'eval "$slipway_script"; __slipway_end $?' : ''
  ]
  const parts = [Buffer.from(before.join('\n')), bashHelpers, Buffer.from(after.join('\n'))]
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([Buffer.from(`: ${String(length).padStart(8, '0')}\n`), ...parts])
}

function pythonPayload(input: ScriptInput): string {
  const { nonce, folder, script, isLast, variables, parameters, traces, startsIn } = input
  const values = Object.fromEntries(variables.map(variable => [variable.name, plainOf(variable.value)]))
  const payload = asciiJson({
    nonce,
    folder,
    script,
    isLast,
    variables: values,
    parameters: parameters ?? '',
    ...(startsIn === undefined ? {} : { startsIn }),
    ...(traces === undefined ? {} : { traces: traces.file, run: traces.run })
  })
  return `import json\npayload = json.loads(${quotePython(payload)})\ndel json\n${pythonBootstrap}`
}

function powershellPayload(input: ScriptInput): string {
  const { nonce, folder, script, variables, parameters, traces, startsIn } = input
  const source = [
    `$SlipwayNonce = ${quotePowerShell(nonce)}`,
    `$SlipwayFolder = ${quotePowerShell(folder)}`,
    `$SlipwayTraces = ${quotePowerShell(traces?.file ?? '')}`,
    `$SlipwayRun = ${quotePowerShell(traces?.run ?? '')}`,
    "$OctopusParameters = New-Object 'System.Collections.Generic.Dictionary[string,string]' ([StringComparer]::OrdinalIgnoreCase)",
    ...variables.map(
      variable => `$OctopusParameters[${quotePowerShell(variable.name)}] = ${quotePowerShell(plainOf(variable.value))}`
    ),
    `$SlipwayParameters = ${quotePowerShell(parameters ?? '')}`,
    `$SlipwayStartsIn = ${quotePowerShell(startsIn ?? '')}`,
    `$SlipwayScript = ${quotePowerShell(script)}`,
    powershellBootstrap
  ].join('\n')
  return `${Buffer.from(source, 'utf8').toString('base64')}\n`
}

/** A started script as it announced itself. */
export interface StartedProcess {
  readonly pid: number
  /** Its process group; on Windows the same number as `pid`. */
  readonly group: number
  /** Absolute path of the folder it started in. */
  readonly folder: string
}

/**
 * Ends a script with everything it started: TERM, then KILL for what is left after `graceMs`. The group is addressed
 * only when the script leads it, or the process that started it does, as sudo; otherwise it would be somebody else's.
 */
export function killCommand(
  { pid, group }: Pick<StartedProcess, 'pid' | 'group'>,
  platform: Platform,
  graceMs: number
): Command {
  if (platform === 'windows') return withoutInput(windows('taskkill', '/T', '/F', '/PID', String(pid)))
  const script = [
    'all=$(ps -A -o pid= -o ppid= 2>/dev/null)',
    'under() { echo "$all" | while read -r a b; do if [ "$b" = "$1" ]; then echo "$a"; under "$a"; fi; done; }',
    ...(group === pid
      ? []
      : ['above() { echo "$all" | while read -r a b; do if [ "$a" = "$1" ]; then echo "$b"; fi; done; }']),
    `own="${group === pid ? `-${group} ` : ''}${pid} $(under ${pid})"`,
    ...(group === pid ? [] : [`if [ "$(above ${pid})" = ${group} ]; then own="-${group} $own"; fi`]),
    'send() { for one in $own; do kill -s "$1" -- "$one" 2>/dev/null; done; }',
    'alive() { for one in $own; do if kill -s 0 -- "$one" 2>/dev/null; then return 0; fi; done; return 1; }',
    'send TERM',
    'left=0',
    `while [ $left -lt ${Math.ceil(graceMs / 100)} ] && alive; do ` +
      'if sleep 0.1 2>/dev/null; then left=$((left+1)); else sleep 1; left=$((left+10)); fi; done',
    'if alive; then send KILL; fi'
  ].join('; ')
  return withoutInput(posix('sh', '-c', script))
}

/** Removes the work folder of the user that it runs as, wherever that had to be made. */
export function otherCleanUpCommand(folder: string): Command {
  const inHome = `rm -rf -- "$HOME/.slipway/work/${folder}"`
  const inTemp = `rm -rf -- "$w/work/${folder}"; rm -f -- "$w"/runs/*.${folder}; rmdir "$w/runs" "$w/work" "$w"`
  return withoutInput(posix('sh', '-c', `${inHome}; w=$SLIPWAY_WORK; if [ -n "$w" ]; then ${inTemp}; fi`))
}

/** Removes a work folder with everything in it. */
export function cleanUpCommand(folder: string, platform: Platform): Command {
  // The login shell itself finds the home folder; another one would only cost the target time.
  const line = `exec rm -rf -- ~/.slipway/work/${folder}`
  if (platform === 'posix') return { argv: ['sh', '-c', line], line, stdin: new Uint8Array(0) }
  const script = `Remove-Item -LiteralPath (Join-Path $HOME '.slipway/work/${folder}') -Recurse -Force`
  return withoutInput(windows('powershell', ...powershell, '-EncodedCommand', encodePowerShell(script)))
}

const withoutInput = (loader: Loader): Command => ({ ...loader, stdin: new Uint8Array(0) })
