import type { Run } from '@shared/deployment'
import type { Platform } from './commands'
import type { Command } from './ports'
import { encodePowerShell, quotePowerShell, quoteShell } from './quote'

/** Where a script leaves its traces: a file below `~/.slipway/runs`, and what its lines are about, see `tracedAs`. */
export interface TracePlace {
  readonly file: string
  readonly run: string
}

/** What the traces of one attempt at a run are told by: what an earlier one left says nothing of it. */
export const tracedAs = ({ id, attempt }: Pick<Run, 'id' | 'attempt'>): string => `${id}@${attempt}`

const dayMs = 86_400_000

/**
 * The file for what a deployment leaves in one place, by the name of its work folder there. It begins with the day, so
 * that a later script sees without looking into it that it may go.
 * @param startedAt milliseconds since 1970 UTC
 */
export const traceFile = (folder: string, startedAt: number): string => `${Math.floor(startedAt / dayMs)}.${folder}`

/** What a run left where it ran. */
export type Trace =
  | { readonly kind: 'none' }
  | { readonly kind: 'ended'; readonly code: number; readonly outputs: readonly string[] }
  | { readonly kind: 'running' }
  /** It began, has not said how it ended, and runs no more. */
  | { readonly kind: 'died'; readonly outputs: readonly string[] }

const alive = 'alive'

/** The command that prints what the scripts of a deployment left, and which of those that have not ended still run. */
export function traceCommand(folder: string, platform: Platform): Command {
  if (platform === 'windows') return windowsCommand(folder)
  // Later days after earlier ones, where a deployment was continued on another day.
  const script = [
    `for f in "\${SLIPWAY_WORK:-$HOME/.slipway}"/runs/*.${folder}; do [ -f "$f" ] || continue`,
    'cat -- "$f"',
    'while read -r what run pid began; do [ "$what" = start ] || continue',
    'now=$(cut -d")" -f2- "/proc/$pid/stat" 2>/dev/null | cut -d" " -f21)',
    '[ -n "$now" ] || { [ "$began" = - ] && kill -0 "$pid" 2>/dev/null && now=-; }',
    `[ -n "$now" ] && [ "$now" = "$began" ] && echo "${alive} $run $pid"`,
    'done < "$f"; done; :'
  ]
  const text = script.join('; ').replaceAll('do;', 'do').replaceAll('; done <', '; done <')
  return { argv: ['sh', '-c', text], line: `exec sh -c ${quoteShell(text)}`, stdin: new Uint8Array(0) }
}

function windowsCommand(folder: string): Command {
  const script = [
    `$files = Get-ChildItem -LiteralPath (Join-Path $HOME '.slipway/runs') -Filter ${quotePowerShell(`*.${folder}`)} -ErrorAction SilentlyContinue`,
    'foreach ($f in $files) { foreach ($l in [IO.File]::ReadAllLines($f.FullName)) { [Console]::Out.WriteLine($l)',
    "$w = $l.Split(' '); if ($w[0] -eq 'start') { $p = Get-Process -Id $w[2] -ErrorAction SilentlyContinue",
    `if ($p -and [string]$p.StartTime.ToUniversalTime().Ticks -eq $w[3]) { [Console]::Out.WriteLine("${alive} " + $w[1] + ' ' + $w[2]) } } } }`
  ].join('\n')
  const argv = ['powershell', '-NoProfile', '-NonInteractive', '-EncodedCommand', encodePowerShell(script)] as const
  return { argv, line: argv.join(' '), stdin: new Uint8Array(0) }
}

interface Told {
  pid: string | null
  code: number | null
  outputs: string[]
  isAlive: boolean
}

/** Reads what `traceCommand` printed, by what it is about; of what began more than once, the last time counts. */
export function parseTraces(text: string): ReadonlyMap<string, Trace> {
  const told = new Map<string, Told>()
  for (const line of text.split('\n')) {
    const [what, run, detail = ''] = line.trim().split(' ')
    if (run === undefined) continue
    if (what === 'start') told.set(run, { pid: detail, code: null, outputs: [], isAlive: false })
    const current = told.get(run)
    if (current === undefined) continue
    if (what === 'set') current.outputs.push(Buffer.from(detail, 'base64').toString('utf8'))
    if (what === 'end') current.code = Number(detail)
    if (what === alive && detail === current.pid) current.isAlive = true
  }
  return new Map([...told].map(([run, item]) => [run, traceOf(item)]))
}

function traceOf({ code, outputs, isAlive }: Told): Trace {
  if (code !== null && Number.isInteger(code)) return { kind: 'ended', code, outputs }
  return isAlive ? { kind: 'running' } : { kind: 'died', outputs }
}
