import { Secret } from '@shared/secret'
import { describe, expect, it } from 'vitest'
import {
  cleanUpCommand,
  killCommand,
  type ScriptInput,
  scriptCommand,
  startMarker
} from '../../electron/engine/commands'

const nonce = '0123456789abcdef0123456789abcdef'
const input = (changes: Partial<ScriptInput> = {}): ScriptInput => ({
  syntax: 'bash',
  platform: 'posix',
  nonce,
  folder: 'deployment-0000000001.here',
  script: 'echo "it\'s"\r\nexit',
  isLast: false,
  variables: [
    { name: 'Plain', value: "a'b" },
    { name: 'Password', value: new Secret('swordfish') }
  ],
  ...changes
})
const payloadOf = (command: { readonly stdin: Uint8Array }) => Buffer.from(command.stdin).toString('utf8')
const decodeCommand = (argv: readonly string[]) => Buffer.from(argv.at(-1) ?? '', 'base64').toString('utf16le')

describe('the command of a script', () => {
  it('is a constant line for any login shell; everything else is in its input', () => {
    const bash = scriptCommand(input())
    const python = scriptCommand(input({ syntax: 'python' }))
    const loader =
      'if LC_ALL=C IFS= read -rN 11 __slipway_n 2>/dev/null; ' +
      `then LC_ALL=C IFS= read -rN "\${__slipway_n:2:8}" __slipway_p || exit 125; ` +
      'else __slipway_p=$(cat); fi; eval "$__slipway_p"; eval "$slipway_script"; __slipway_end $?'
    expect(bash.line).toBe(`exec bash -c '${loader}' slipway`)
    expect(bash.argv).toEqual(['bash', '-c', loader, 'slipway'])
    expect(python.line).toBe("exec python3 -c 'import sys;exec(sys.stdin.buffer.read().decode())'")
    expect(python.argv).toEqual(['python3', '-c', 'import sys;exec(sys.stdin.buffer.read().decode())'])
  })

  it.each([
    ['posix', 'bash'],
    ['posix', 'python'],
    ['posix', 'powershell'],
    ['windows', 'bash'],
    ['windows', 'python'],
    ['windows', 'powershell']
  ] as const)('on %s in %s does not depend on script, variables or names', (platform, syntax) => {
    const one = scriptCommand(input({ platform, syntax }))
    const other = scriptCommand(
      input({ platform, syntax, script: 'x', variables: [], nonce: 'f'.repeat(32), folder: 'y' })
    )
    expect([one.line, one.argv]).toEqual([other.line, other.argv])
    expect(one.line).not.toMatch(/[!\n]/)
    expect(payloadOf(one)).not.toEqual(payloadOf(other))
  })

  it('gives bash its variables as quoted words, without here-documents or exports', () => {
    const { stdin } = scriptCommand(input())
    const payload = payloadOf({ stdin })
    expect(payload.split('\n').slice(0, 5)).toEqual([
      `: ${String(stdin.length - 11).padStart(8, '0')}`,
      "__slipway_names=('Plain' 'Password')",
      "__slipway_values=('a'\\''b' 'swordfish')",
      `slipway_script='echo "it'\\''s"`,
      "exit'"
    ])
    expect(payload).toContain(`\n__slipway_start ${nonce} deployment-0000000001.here more\n`)
    expect(payload).not.toMatch(/<<|\bexport\b/)
  })

  it('gives PowerShell one line of base64 that holds helpers, variables and script', () => {
    const payload = payloadOf(scriptCommand(input({ syntax: 'powershell' })))
    expect(payload).toMatch(/^[A-Za-z0-9+/]+=*\n$/)
    const source = Buffer.from(payload, 'base64').toString('utf8')
    expect(source.split('\n').slice(0, 11)).toEqual([
      `$SlipwayNonce = '${nonce}'`,
      "$SlipwayFolder = 'deployment-0000000001.here'",
      "$SlipwayTraces = ''",
      "$SlipwayRun = ''",
      "$OctopusParameters = New-Object 'System.Collections.Generic.Dictionary[string,string]' ([StringComparer]::OrdinalIgnoreCase)",
      "$OctopusParameters['Plain'] = 'a''b'",
      "$OctopusParameters['Password'] = 'swordfish'",
      "$SlipwayParameters = ''",
      "$SlipwayStartsIn = ''",
      `$SlipwayScript = 'echo "it''s"`,
      "exit'"
    ])
    const helpers = [
      'Get-OctopusVariable',
      'Set-OctopusVariable',
      'New-OctopusArtifact',
      'Update-Progress',
      'Fail-Step',
      'Write-Verbose',
      'Write-Highlight',
      'Write-Wait',
      'Write-Warning'
    ]
    for (const helper of helpers) expect(source).toContain(`function ${helper}(`)
  })

  it('starts pwsh on POSIX and Windows PowerShell on Windows, with the same loader', () => {
    const posix = scriptCommand(input({ syntax: 'powershell' }))
    const windows = scriptCommand(input({ syntax: 'powershell', platform: 'windows' }))
    expect(posix.line.split(' ').slice(0, 4)).toEqual(['exec', 'pwsh', '-NoProfile', '-NonInteractive'])
    expect(windows.argv.slice(0, 3)).toEqual(['powershell', '-NoProfile', '-NonInteractive'])
    expect(windows.line.length).toBeLessThan(8191)
    expect(decodeCommand(posix.argv)).toBe(decodeCommand(windows.argv))
    expect(decodeCommand(posix.argv)).toBe(
      "$p = @($input) -join ''; if (-not $p) { $p = [Console]::In.ReadToEnd() }; " +
        '. ([ScriptBlock]::Create([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($p))))'
    )
  })

  it('is announced by a marker that holds its nonce', () => {
    expect(startMarker(nonce)).toBe(`slipway-start ${nonce} `)
  })
})

describe('the command that ends a script', () => {
  it('addresses the group that the script leads, its process and what runs under it', () => {
    const { line, stdin } = killCommand({ pid: 42, group: 42 }, 'posix', 5000)
    expect(line).toContain('own="-42 42 $(under 42)"')
    expect(line).toContain('[ $left -lt 50 ]')
    expect(line).toMatch(/^exec sh -c '[^'!\n]*'$/)
    expect(stdin).toHaveLength(0)
  })

  it('never addresses a group that the script does not lead', () => {
    expect(killCommand({ pid: 42, group: 7 }, 'posix', 0).line).toContain('own="42 $(under 42)"')
  })

  it('takes the whole tree on Windows', () => {
    expect(killCommand({ pid: 42, group: 42 }, 'windows', 5000)).toEqual({
      line: 'taskkill /T /F /PID 42',
      argv: ['taskkill', '/T', '/F', '/PID', '42'],
      stdin: new Uint8Array(0)
    })
  })
})

describe('the command that removes a work folder', () => {
  it('removes that folder only', () => {
    expect(cleanUpCommand('deployment-1.here', 'posix').line).toBe('exec rm -rf -- ~/.slipway/work/deployment-1.here')
    expect(decodeCommand(cleanUpCommand('deployment-1.here', 'windows').argv)).toBe(
      "Remove-Item -LiteralPath (Join-Path $HOME '.slipway/work/deployment-1.here') -Recurse -Force"
    )
  })
})
