import { spawnSync } from 'node:child_process'
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Receipt } from '@shared/bundle/format'
import { afterEach, expect, it } from 'vitest'
import { openOutput, readReceipt } from '../../../electron/transports/offline/read-receipt'
import { bash, bundled, bundleOf, clear, farEnd, password, secretPassword } from '../../support/bundles'

const cleanUp: { remove(): Promise<void> }[] = []
const far = async (...order: Parameters<typeof farEnd>) => {
  const end = await farEnd(...order)
  cleanUp.push(end)
  return end
}
type FarEnd = Awaited<ReturnType<typeof far>>
afterEach(async () => {
  for (const one of cleanUp.splice(0)) await one.remove()
})

async function receiptOf(end: FarEnd): Promise<Receipt> {
  const read = readReceipt(await end.receipt(), end.known)
  if (!read.ok) throw new Error(read.failure.message)
  return read.value
}
/** How actions ended, and what they wrote, in a form that is easy to read. */
const story = ({ events }: Receipt) =>
  events.flatMap(event => {
    if (event.kind === 'action-ended')
      return [`${event.run.split('.')[0]} ${event.state}${event.isRetried ? ', again' : ''}: ${event.message}`]
    if (event.kind === 'line' && event.run !== null) return [`${event.level} ${event.text}`]
    return event.kind === 'ended' ? [event.outcome] : []
  })

it('passes outputs on to later scripts and brings everything back in a receipt', async () => {
  const build = `echo "got $1"; set_octopusvariable Path "/srv/a b"; set_octopusvariable Token hush-hush -sensitive`
  const use = `echo "#{Octopus.Action[Build].Output.Path} and $(get_octopusvariable 'Octopus.Action[Build].Output[web-1].Token')"
printf 'a\\tb "c" \\033[1m\\\\ é & /\\n'; update_progress 5; write_warning careful`
  const content = bundleOf([
    bash(1, 'Build', build, { parameters: clear('"one thing"') }),
    bash(2, 'Use', use, { variables: [{ name: 'Db', value: 'p4ssw0rd!', isSensitive: true }] }),
    bundled('script', {
      step: 3,
      name: 'Snake',
      syntax: 'python',
      body: clear("print(get_octopusvariable('Db')[::-1], get_octopusvariable('Octopus.Action[Build].Output.Path'))"),
      parameters: null,
      variables: [{ name: 'Db', value: 'p4ss\n"w0rd"\u0001', isSensitive: true }]
    })
  ])
  const end = await far({ content, password: secretPassword })
  expect(await end.run(undefined, `${password}\n`)).toMatchObject({ code: 0 })
  const receipt = await receiptOf(end)
  expect(story(receipt)).toEqual([
    'info got one thing',
    '1 succeeded: ',
    'info /srv/a b and ••••••',
    'info a\tb "c" \u001b[1m\\ é & /',
    'warning careful',
    '2 succeeded: ',
    'info \u0001"dr0w"',
    'info ss4p /srv/a b',
    '3 succeeded: ',
    'succeeded'
  ])
  const outputs = receipt.events.flatMap(event => (event.kind === 'output' ? [event] : []))
  expect(outputs.map(({ name }) => name)).toEqual(['Path', 'Token'])
  const token = outputs[1]?.value
  expect(token?.kind === 'sealed' && openOutput(token.sealed, end.known.seed)?.reveal()).toBe('hush-hush')
})

it('runs by conditions, tries again, ends what takes too long, and says what failed', async () => {
  const content = bundleOf([
    bash(1, 'Flaky', 'n=$(cat ~/n 2>/dev/null); echo "$n." >>~/n; echo "try $n"; [ -n "$n" ]', {
      retries: { count: 2, backoffSeconds: 60 }
    }),
    bash(2, 'Slow', 'echo begins; sleep 60 & wait', { timeoutSeconds: 1 }),
    bash(3, 'Next', 'echo never'),
    bash(4, 'Tell', 'echo "because $(get_octopusvariable Octopus.Deployment.Error)"; fail_step "on purpose"', {
      when: { step: 'failure', action: 'success' }
    }),
    bash(4, 'Rest of it', 'echo never', { when: { step: 'failure', action: 'success' } }),
    bash(4, 'In any case', 'echo still', { when: { step: 'failure', action: 'always' } })
  ])
  const end = await far({ content })
  expect(await end.run()).toMatchObject({ code: 1 })
  expect(story(await receiptOf(end))).toEqual([
    'info try ',
    'error “Flaky” ended with exit code 1.',
    '1 failed, again: “Flaky” ended with exit code 1.',
    'info It is tried again.',
    'info try .',
    '1 succeeded: ',
    'info begins',
    'error “Slow” took longer than 1 seconds and was ended.',
    '2 timed-out: “Slow” took longer than 1 seconds and was ended.',
    '3 skipped: Skipped, because something before it failed.',
    'info because “Slow” took longer than 1 seconds and was ended.',
    'error “Tell” ended with exit code 1: on purpose.',
    '4 failed: “Tell” ended with exit code 1: on purpose.',
    '4 skipped: Skipped, because an action before it in its step failed.',
    'info still',
    '4 succeeded: ',
    'failed'
  ])
})

it('goes on after it was killed, and never runs again by itself what was under way', async () => {
  const content = bundleOf([
    bash(1, 'First', 'echo first >>~/ran; set_octopusvariable Key s3cr3t-k3y -sensitive'),
    bash(2, 'Second', 'echo second >>~/ran; echo is-here; until [ -e ~/go ]; do sleep 0.1; done'),
    bash(3, 'Third', 'echo "$(get_octopusvariable "Octopus.Action[First].Output.Key")" >>~/ran')
  ])
  const end = await far({ content, password: secretPassword })
  await writeFile(join(end.base, 'password'), `${password}\n`, { mode: 0o644 })
  const args = ['--yes', '--password-file', join(end.base, 'password')]
  const killed = end.start(args)
  const over = killed.ended()
  await killed.until('is-here')
  process.kill(-(killed.child.pid ?? 0), 'SIGKILL')
  const still = await end.run(args)
  expect(still).toMatchObject({ code: 4, text: expect.stringContaining('still under way') })
  await writeFile(join(end.home, 'go'), '')
  await over
  // The script itself needs a moment to notice.
  let unsure = await end.run(args)
  for (let more = 0; more < 20 && unsure.text.includes('still under way'); more++) unsure = await end.run(args)
  expect(unsure).toMatchObject({ code: 4, text: expect.stringContaining('nobody knows how far it came') })
  expect(await end.run([...args, '--retry-unfinished'])).toMatchObject({ code: 0 })
  expect(await readFile(join(end.home, 'ran'), 'utf8')).toBe('first\nsecond\nsecond\ns3cr3t-k3y\n')
  const receipt = await receiptOf(end)
  expect(receipt.outcome).toBe('succeeded')
  expect(story(receipt).filter(line => /^\d/.test(line))).toEqual([
    '1 succeeded: ',
    '2 unknown: The runner was ended while it was under way.',
    '2 succeeded: ',
    '3 succeeded: '
  ])
})

it('believes no line that it was killed in the middle of', async () => {
  const of = (name: string) => `$(get_octopusvariable "Octopus.Action[${name}].Output.Key")`
  const content = bundleOf([
    bash(1, 'First', 'set_octopusvariable Key s3cr3t-k3y -sensitive; echo first >>~/ran'),
    bash(2, 'Second', 'set_octopusvariable Key an0ther-k3y -sensitive; echo second >>~/ran'),
    bash(3, 'Third', `echo "it is ${of('First')}, ${of('Second')} of $(printf %s "${of('Second')}" | wc -c)"`)
  ])
  const end = await far({ content, password: secretPassword })
  expect(await end.run(['--yes', '--only', '1'], `${password}\n`)).toMatchObject({ code: 1 })
  const state = join(end.home, '.slipway/offline/bundle-0a1b2c3d4e')
  const outputs = join(state, 'outputs')
  await writeFile(join(state, 'actions'), '2 begin\n2 succ', { flag: 'a' })
  // What was sealed is cut, and what comes next is not to end up in the same line.
  await writeFile(outputs, (await readFile(outputs, 'utf8')).slice(0, 40), { flag: 'a' })
  expect(await end.run(undefined, `${password}\n`)).toMatchObject({
    code: 4,
    text: expect.stringContaining('nobody knows how far it came')
  })
  expect(await end.run(['--yes', '--retry-unfinished'], `${password}\n`)).toMatchObject({ code: 0 })
  expect(await end.run(['--yes', '--only', '3'], `${password}\n`)).toMatchObject({ code: 0 })
  expect(await readFile(join(end.home, 'ran'), 'utf8')).toBe('first\nsecond\n')
  const line = 'info it is ••••••, •••••• of 11'
  expect(story(await receiptOf(end)).filter(text => text.startsWith('info it is'))).toEqual([line, line])
})

it('stops recording lines before the receipt is too large to be imported, and says so', async () => {
  const body = 'for n in $(seq 100); do printf "%02000d\\n" "$n"; done; set_octopusvariable Path /srv'
  const end = await far({ content: bundleOf([bash(1, 'Talk', body)]) })
  const state = join(end.home, '.slipway/offline/bundle-0a1b2c3d4e')
  await mkdir(state, { recursive: true })
  const line = { kind: 'line', at: 1, run: null, stream: 'stdout', level: 'info', text: 'x'.repeat(47_900_000) }
  await writeFile(join(state, 'events'), `${JSON.stringify(line)}\t\n`)
  end.own()
  const ran = await end.run()
  expect(ran).toMatchObject({ code: 0, text: expect.stringMatching(/0100$/m) })
  const receipt = await receiptOf(end)
  const lines = receipt.events.filter(event => event.kind === 'line' && event.run !== null)
  expect(lines.length).toBeLessThan(60)
  expect(lines.at(-1)).toMatchObject({
    stream: 'stdout',
    level: 'warning',
    text: 'The receipt is full: from here on, lines of this stream are not recorded.'
  })
  expect(receipt.events.flatMap(event => (event.kind === 'output' ? [event.name] : []))).toEqual(['Path'])
  expect(receipt.outcome).toBe('succeeded')
})

it('keeps two from running at once, and runs one action alone unless a required one is missing', async () => {
  const content = bundleOf([bash(1, 'Must', 'true', { isRequired: true }), bash(2, 'Later', 'echo later')])
  const end = await far({ content })
  await mkdir(join(end.home, '.slipway/offline/lock'), { recursive: true })
  await writeFile(join(end.home, '.slipway/offline/lock/owner'), `${process.pid}\n`)
  end.own()
  expect(await end.run()).toMatchObject({ code: 4, text: expect.stringContaining('runs here already') })
  await writeFile(join(end.home, '.slipway/offline/lock/owner'), '4194304\n')
  expect(await end.run(['--yes', '--only', 'Later'])).toMatchObject({
    code: 4,
    text: expect.stringContaining('“Must” is required')
  })
  expect(await end.run(['--yes', '--only', '1'])).toMatchObject({ code: 1 })
  expect((await receiptOf(end)).outcome).toBe('stopped')
  expect(await end.run(['--yes', '--only', 'Later'], '', 'bash --posix')).toMatchObject({ code: 0 })
  expect((await receiptOf(end)).outcome).toBe('succeeded')
})

it('ends what runs when it is stopped, and says in the receipt that nobody knows how far that came', async () => {
  const content = bundleOf([
    bash(1, 'Long', 'trap "echo ends in order; exit 0" TERM; echo is-here; sleep 60 & wait'),
    bash(2, 'Later', 'echo never', { when: { step: 'always', action: 'success' } })
  ])
  const end = await far({ content })
  const runner = end.start()
  const over = runner.ended()
  await runner.until('is-here')
  process.kill(-(runner.child.pid ?? 0), 'SIGINT')
  expect(await over).toMatchObject({ code: 1 })
  expect(story(await receiptOf(end))).toEqual([
    'info is-here',
    'info ends in order',
    'error “Long” was ended because the runner was stopped.',
    '1 unknown: “Long” was ended because the runner was stopped.',
    'stopped'
  ])
})

const busybox = spawnSync('sh', ['-c', 'command -v busybox'], { encoding: 'utf8' }).stdout.trim()

it.skipIf(busybox === '')(
  'needs no more than BusyBox, and says what it cannot do without openssl or bash',
  async () => {
    const end = await far({ content: bundleOf([bash(1, 'Build', 'echo built', { timeoutSeconds: 60 })]) })
    const tools = join(end.base, 'tools')
    await mkdir(tools)
    spawnSync(busybox, ['--install', '-s', tools])
    for (const name of ['openssl', 'bash']) await symlink(`/usr/bin/${name}`, join(tools, name))
    const run = (...args: readonly string[]) => {
      const all = [join(end.bundle, 'deploy.sh'), '--yes', '--signer', end.written.words, ...args]
      const ran = spawnSync(busybox, ['sh', ...all], { env: { HOME: end.home, PATH: tools }, encoding: 'utf8' })
      return { code: ran.status, text: ran.stdout + ran.stderr }
    }
    expect(run()).toMatchObject({ code: 0, text: expect.stringMatching(/the signature fits[\s\S]*built/) })
    expect(story(await receiptOf(end))).toEqual(['info built', '1 succeeded: ', 'succeeded'])
    await rm(join(tools, 'openssl'))
    expect(run()).toMatchObject({ code: 3, text: expect.stringContaining('signature of the bundle cannot be checked') })
    await rm(join(tools, 'bash'))
    expect(run('--without-signature')).toMatchObject({
      code: 3,
      text: expect.stringMatching(/SIGNATURE WAS NOT CHECKED[\s\S]*There is no bash here/)
    })
  }
)

it('asks once what the machine is, however many receipts it writes', async () => {
  const end = await far({ content: bundleOf([bash(1, 'One', 'echo 1'), bash(2, 'Two', 'echo 2')]) })
  const tools = join(end.home, 'bin')
  await mkdir(tools)
  for (const name of ['uname', 'hostname', 'id']) {
    const noting = `#!/bin/sh\necho ${name} >>"$HOME/asked"\nPATH=/usr/bin:/bin exec ${name} "$@"\n`
    await writeFile(join(tools, name), noting, { mode: 0o755 })
  }
  end.own()
  expect(await end.run()).toMatchObject({ code: 0 })
  const asked = (await readFile(join(end.home, 'asked'), 'utf8')).trimEnd().split('\n')
  expect(asked.sort()).toEqual(['hostname', 'id', 'uname'])
  const here = (program: string) => spawnSync('sh', ['-c', program], { encoding: 'utf8' }).stdout.trim()
  expect((await receiptOf(end)).host).toEqual({
    name: here('hostname'),
    system: here('PRETTY_NAME=$(uname -s); if [ -r /etc/os-release ]; then . /etc/os-release; fi; echo "$PRETTY_NAME"'),
    kernel: here('uname -r'),
    user: here(process.getuid?.() === 0 ? 'id -un 65534' : 'id -un')
  })
})

it('believes no environment that says who it is', async () => {
  const end = await far({ content: bundleOf([bash(1, 'Who', 'echo runs', { runAs: 'games' })]) })
  const { code, text } = await end.run(undefined, '', 'env own_user=games sh')
  expect(code).toBe(1)
  expect(text).toContain('may not run as games: sudo did not allow it')
  expect(text).not.toContain('    runs')
})

const mayBecomeOthers = process.getuid?.() === 0 && spawnSync('sudo', ['-n', '-u', 'games', 'true']).status === 0

it.skipIf(!mayBecomeOthers)('runs scripts as another user, also one without a home, and can end them', async () => {
  const as = { runAs: 'games', variables: [{ name: 'Key', value: 's3cr3t-k3y', isSensitive: true }] }
  const content = bundleOf([
    bash(1, 'Who', 'echo "$(id -un) has $(get_octopusvariable Key | wc -c)"; printf "no line break"', as),
    bundled('script', {
      step: 2,
      name: 'Snake',
      syntax: 'python',
      body: clear('import os\nprint(os.getuid(), os.getcwd().startswith("/tmp/"))'),
      parameters: null,
      ...as
    }),
    bash(3, 'Slow', 'echo begins; sleep 60 & wait', { ...as, timeoutSeconds: 1 })
  ])
  const end = await far({ content, password: secretPassword })
  const args = [join(end.bundle, 'deploy.sh'), '--yes', '--signer', end.written.words]
  const ran = spawnSync('sh', args, { env: { HOME: end.home, PATH: process.env.PATH }, input: `${password}\n` })
  expect(ran.status).toBe(1)
  expect(story(await receiptOf(end))).toEqual([
    'info games has 10',
    'info no line break',
    '1 succeeded: ',
    'info 5 True',
    '2 succeeded: ',
    'info begins',
    'error “Slow” took longer than 1 seconds and was ended.',
    '3 timed-out: “Slow” took longer than 1 seconds and was ended.',
    'failed'
  ])
})
