import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sensitiveVariable, textVariable } from '../support/plans'
import { freshHome, helpers, home, runReally } from '../support/real-scripts'

freshHome()

describe.each(['bash', 'python'] as const)('a %s script', syntax => {
  const call = helpers[syntax]

  it('reads variables by name, and unknown ones as empty text', async () => {
    const variables = [textVariable(1, 'Greeting', "it's “fine” $HOME `id` \\ #{x}")]
    const { said } = await runReally([call.say('Greeting'), call.say('Nothing')].join('\n'), { syntax, variables })
    expect(said).toEqual(["stdout info [it's “fine” $HOME `id` \\ #{x}]", 'stdout info []'])
  })

  it('finds a variable whatever the case of its name, as references do, also to set it', async () => {
    const variables = [textVariable(1, 'Database.Host', 'db')]
    const body = [call.say('database.HOST'), call.set('DATABASE.host', 'other'), call.say('Database.Host')].join('\n')
    const { said } = await runReally(`${body}\n${call.say('database.host')}`, { syntax, variables })
    expect(said).toEqual(['stdout info [db]', 'stdout info [other]', 'stdout info [other]'])
  })

  it('gets a variable without a line break after it', async () => {
    const { said } = await runReally([call.get('A'), call.get('A')].join('\n'), {
      syntax,
      variables: [textVariable(1, 'A', 'x')]
    })
    expect(said).toEqual(['stdout info xx'])
  })

  it('sees what the system knows about it', async () => {
    const names = ['Project.Name', 'Release.Number', 'Environment.Name', 'Machine.Name', 'Step.Name', 'Action.Number']
    const { said } = await runReally(names.map(name => call.say(`Octopus.${name}`)).join('\n'), { syntax })
    const values = ['Hello World', '0.0.1', 'Test', 'web-1', 'Step 1', '1']
    expect(said).toEqual(values.map(value => `stdout info [${value}]`))
  })

  it('passes a value on to a later step', async () => {
    const { said, run } = await runReally(call.set('Port', '80 80'), {
      syntax,
      next: call.say('Octopus.Action[Step 1].Output.Port')
    })
    expect(run.outputs).toEqual([{ name: 'Port', value: '80 80', seq: expect.any(Number) }])
    expect(said).toEqual(['stdout info [80 80]'])
  })

  it('reads back at once what it set itself, also in place of a variable of the project', async () => {
    const body = [call.set('Port', '80 80'), call.say('Port'), call.set('A', 'new'), call.say('A')].join('\n')
    const { said } = await runReally(body, { syntax, variables: [textVariable(1, 'A', 'old')] })
    expect(said).toEqual(['stdout info [80 80]', 'stdout info [new]'])
  })

  it('passes a sensitive value on, which is masked from then on and never in clear', async () => {
    const { said, run, kept, facts } = await runReally(call.setSensitive('Token', 'hunter22'), {
      syntax,
      next: call.say('Octopus.Action[Step 1].Output.Token')
    })
    expect(run.outputs).toEqual([{ name: 'Token', secret: [...kept.secrets.keys()][0], seq: expect.any(Number) }])
    expect([...kept.secrets.values()]).toEqual(['hunter22'])
    expect(said).toEqual(['stdout info [••••••]'])
    expect(JSON.stringify(facts)).not.toContain('hunter22')
  })

  it('keeps a file as an artifact, even when it fails afterwards', async () => {
    const body = [call.write('out.txt', 'content'), call.artifact('out.txt', 'Report'), call.exit(3)].join('\n')
    const { run, kept } = await runReally(body, { syntax })
    expect(run).toMatchObject({ state: 'failed', end: { kind: 'exited', code: 3 } })
    expect(run.artifacts).toEqual([{ id: [...kept.artifacts.keys()][0], name: 'Report', size: 7 }])
    expect([...kept.artifacts.values()]).toEqual(['content'])
  })

  it('fails when it names an artifact that does not exist', async () => {
    const { run, said } = await runReally(call.artifact('nothing.txt', 'x'), { syntax })
    expect(run).toMatchObject({ state: 'failed', failure: { kind: 'script-failed' } })
    expect(said.join('\n')).toContain('nothing.txt” to keep as an artifact')
  })

  it('takes its empty folder along as the last one, also in the middle of a line', async () => {
    const { said, commands } = await runReally(call.unended('no line break'), { syntax, next: call.unended('again') })
    expect(said).toEqual(['stdout info no line break', 'stdout info again'])
    expect(commands).toBe(2)
    expect(readdirSync(join(home, '.slipway/work'))).toEqual([])
  })

  it('leaves a folder that is not empty to the clean-up', async () => {
    const { said, commands } = await runReally(call.write('file', 'text'), { syntax })
    expect([said, commands]).toEqual([[], 2])
    expect(readdirSync(join(home, '.slipway/work'))).toEqual([])
  })

  it('reports progress', async () => {
    const { run } = await runReally(call.progress(40, 'Almost half'), { syntax })
    expect(run.progress).toEqual({ percentage: 40, message: 'Almost half' })
  })

  it('fails with the message it gives', async () => {
    const { run, state } = await runReally(call.fail('The disk is full'), { syntax })
    expect(run).toMatchObject({
      state: 'failed',
      end: { kind: 'exited', code: 1 },
      failure: { kind: 'script-failed', message: '“Step 1” on web-1 ended with exit code 1: The disk is full' }
    })
    expect(state).toMatchObject({
      outcome: 'failed',
      summary:
        'The deployment of Hello World 0.0.1 to Test failed: “Step 1” on web-1 ended with exit code 1: The disk is full'
    })
  })

  it('writes lines at the levels it chooses', async () => {
    const levels = ['verbose', 'highlight', 'wait', 'warning']
    const { said } = await runReally(levels.map(level => call.level(level, `about ${level}`)).join('\n'), { syntax })
    expect(said).toEqual(levels.map(level => `stdout ${level} about ${level}`))
  })

  it('starts in a private work folder that is gone afterwards', async () => {
    const { said } = await runReally(call.where, { syntax })
    expect(said).toEqual([`stdout info ${home}/.slipway/work/deployment-0000000001.target-0000000001`])
    expect(statSync(join(home, '.slipway/work')).mode & 0o777).toBe(0o700)
    expect(readdirSync(join(home, '.slipway/work'))).toEqual([])
  })

  it('cannot read anything from its input', async () => {
    const { said } = await runReally(call.readInput, { syntax })
    expect(said).toEqual(['stdout info nothing'])
  })

  it.each([0, 1, 7, 255])('ends with the exit code %i that it chooses', async code => {
    const { run } = await runReally(call.exit(code), { syntax })
    expect(run.state).toBe(code === 0 ? 'succeeded' : 'failed')
    if (run.state === 'failed') expect(run.end).toEqual({ kind: 'exited', code })
  })

  it('understands scripts with the line breaks of Windows', async () => {
    const { said } = await runReally([call.say('Octopus.Step.Name'), call.say('Nothing'), ''].join('\r\n'), { syntax })
    expect(said).toEqual(['stdout info [Step 1]', 'stdout info []'])
  })

  it('gets any text as it is, whatever quotes, control characters or scripts it holds', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 }).map(value => value.replaceAll(/[\0\ud800-\udfff]/g, ''))
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 8 }), async values => {
        const variables = values.map((value, i) => textVariable(i + 1, `V${i}`, value.replaceAll('#{', '')))
        const out = (i: number) =>
          syntax === 'bash'
            ? `get_octopusvariable V${i} > v${i}`
            : `open('v${i}', 'w', encoding='utf-8', newline='').write(get_octopusvariable('V${i}'))`
        const keep = values.map((_, i) => [out(i), call.artifact(`v${i}`, `v${i}`)].join('\n'))
        const { kept, run } = await runReally(keep.join('\n'), { syntax, variables })
        expect(run.state).toBe('succeeded')
        expect([...kept.artifacts.values()]).toEqual(
          variables.map(variable => variable.type === 'text' && variable.value)
        )
      }),
      { numRuns: 15 }
    )
  })

  it('has no secret in its arguments or environment', async () => {
    const body =
      syntax === 'bash'
        ? 'cat /proc/$$/cmdline /proc/$$/environ | tr "\\0" "\\n" > seen; env >> seen; new_octopusartifact seen'
        : "data = open('/proc/self/cmdline').read() + open('/proc/self/environ').read()\nopen('seen', 'w').write(data)\nnew_octopusartifact('seen')"
    const { kept, run } = await runReally(body, {
      syntax,
      variables: [sensitiveVariable(1, 'Password')],
      secrets: { 1: 'swordfish-99' }
    })
    expect(run.state).toBe('succeeded')
    const [seen = ''] = kept.artifacts.values()
    expect(seen).toContain('PATH=')
    expect(seen).not.toContain('swordfish-99')
    expect(seen).not.toContain(Buffer.from('swordfish-99').toString('base64'))
  })

  it('leaves no secret on the disk while it runs', async () => {
    const search =
      syntax === 'bash'
        ? 'cat <<< x >/dev/null; grep -rl "sword""fish-99" "$HOME" && echo found; [ -d "$TMPDIR" ] && echo searched'
        : [
            'import os',
            'for folder, _, names in os.walk(os.environ["HOME"]):',
            '    for name in names:',
            '        if b"sword" + b"fish-99" in open(os.path.join(folder, name), "rb").read(): print("found")',
            'print("searched")'
          ].join('\n')
    const { said } = await runReally(search, {
      syntax,
      variables: [sensitiveVariable(1, 'Password')],
      secrets: { 1: 'swordfish-99' },
      connection: { env: { TMPDIR: home } }
    })
    expect(said).toEqual(['stdout info searched'])
  })
})
