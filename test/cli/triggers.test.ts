import { access, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { zipOf } from '../support/archives'
import { type CliRunOptions, makeCli, type TestCli } from '../support/cli'
import { tempFolder } from '../support/store'

// A passphrase is stretched on purpose, which takes long on a machine that is busy.
vi.setConfig({ testTimeout: 120_000 })

const stepsOf = (body: string) => [
  {
    name: 'Announce',
    location: 'here',
    roles: [],
    actions: [
      {
        type: 'script',
        syntax: 'bash',
        body,
        packages: [{ name: 'web', packageId: 'Shop.Web' }]
      }
    ]
  }
]

/** The project “Shop” with a script that uses a package, and the environment “Test”. */
async function shop(body = 'echo announced'): Promise<TestCli> {
  const cli = await makeCli()
  await cli.json(['environment', 'create', 'Test'])
  await cli.json(['project', 'create', 'Shop'])
  await cli.json(['process', 'set', '--project', 'Shop', '--file', '-'], { stdin: JSON.stringify(stepsOf(body)) })
  return cli
}

const zip = (content: string) => zipOf([{ name: 'app.txt', content }])

const ofShop = (...words: string[]) => ['trigger', ...words, '--project', 'Shop']

describe('triggers on the command line', () => {
  it('are made, listed, disabled, enabled and deleted', async () => {
    const { run } = await shop()
    const does = ['--create-release', '--to', 'Test']
    const nightly = ofShop('create-schedule', 'Nightly', '--cron', '0 6 * * 1-5', '--time-zone', 'Europe/Vienna')
    const made = await run([...nightly, ...does])
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^Created the trigger “Nightly” .* only while/) })
    const web = ofShop('create-package', 'New web', '--step', 'Announce', '--reference', 'web', '--create-release')
    expect(await run(web)).toMatchObject({ code: 0 })
    const listed = (await run(ofShop('list'))).out.split('\n')
    expect(listed[1]).toMatch(/^New web {2}Shop\.Web comes in +Make a release {2,}- +never {2}trigger-/)
    expect(listed[2]).toMatch(
      /^Nightly {2}Monday to Friday at 06:00 \(Europe\/Vienna\) {2}Make a release and deploy it to Test {2}\d{4}-\d\d-\d\dT0[45]:00:00\.000Z {2}never/
    )
    expect(await run(ofShop('disable', 'nightly'))).toMatchObject({ out: 'The trigger “Nightly” is disabled.\n' })
    expect((await run(ofShop('list'))).out).toContain('Nightly (disabled)')
    expect(await run(ofShop('fire', 'Nightly'))).toMatchObject({ code: 1, err: expect.stringContaining('is disabled') })
    expect(await run(ofShop('enable', 'Nightly'))).toMatchObject({ out: 'The trigger “Nightly” is enabled.\n' })
    expect(await run(ofShop('delete', 'Nightly'))).toMatchObject({ out: 'Deleted the trigger “Nightly”.\n' })
  })

  it('say which field is wrong, and which flags do not go together', async () => {
    const { run } = await shop()
    const bad = await run(ofShop('create-schedule', 'Bad', '--cron', '99 * * * *', '--create-release'))
    expect(bad).toMatchObject({ code: 1, err: expect.stringContaining('has 99 as a minute, which cannot be') })
    const schedule = ofShop('create-schedule', 'Bad', '--cron', '0 6 * * *')
    expect(await run(schedule)).toMatchObject({ code: 2, err: expect.stringContaining('Say what it does') })
    expect(await run([...schedule, '--deploy-release'])).toMatchObject({ code: 2, err: 'Say where to, with --to.\n' })
    const unknown = await run(ofShop('create-package', 'Bad', '--step', 'Nothing', '--create-release'))
    expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining('Choose one of: “Announce”.') })
  })

  it('are set off, and what they begin is followed to its end', async () => {
    const { run } = await shop()
    const folder = await tempFolder()
    await writeFile(join(folder, 'Shop.Web.1.0.0.zip'), zip('one'))
    await run(['package', 'import', join(folder, 'Shop.Web.1.0.0.zip')])
    await run(
      ofShop(
        'create-package',
        'New web',
        '--step',
        'Announce',
        '--reference',
        'web',
        '--create-release',
        '--to',
        'Test'
      )
    )
    const fired = await run(ofShop('fire', 'New web'))
    expect(fired.out).toMatch(/^Made the release 0\.0\.1 and began its deployment to Test\.\n/)
    expect(fired.out).toContain('announced')
    expect(fired.code).toBe(0)
    expect((await run(ofShop('fire', 'New web'))).out).toBe('The release 0.0.1 has Shop.Web 1.0.0 already.\n')
  })
})

describe('releases that are too many, on the command line', () => {
  it('are shown, and go only when somebody really says so', async () => {
    const { run } = await shop()
    const none = await run(['retention', 'preview', '--project', 'Shop'])
    expect(none).toMatchObject({ code: 0, out: 'No release goes.\n' })
    expect(await run(['retention', 'apply'])).toMatchObject({ code: 2, err: expect.stringContaining('add --yes') })
    expect(await run(['retention', 'apply', '--yes'])).toMatchObject({ code: 0, out: 'No release goes.\n' })
  })
})

describe('the agent', () => {
  it('imports what comes into a folder, sets triggers off, and ends by Ctrl-C', async () => {
    const { run } = await shop()
    const folder = await tempFolder()
    await run(
      ofShop(
        'create-package',
        'New web',
        '--step',
        'Announce',
        '--reference',
        'web',
        '--create-release',
        '--to',
        'Test'
      )
    )
    let isBrought = false
    let isEnded = false
    const agent = await run(['agent', '--watch', folder], {
      onOutput: (out, press) => {
        if (!isBrought && out.includes('are imported')) {
          isBrought = true
          void writeFile(join(folder, 'Shop.Web.1.0.0.zip'), zip('one'))
        }
        if (!isEnded && out.includes('was deployed')) {
          isEnded = true
          press()
        }
      }
    })
    const lines = agent.out
      .trim()
      .split('\n')
      .map(line => line.replace(/^\d\d:\d\d:\d\d {2}/, ''))
    expect(lines[0]).toMatch(/^Slipway looks after .*\. Ctrl-C ends it\.$/)
    expect(lines).toContain('Shop.Web 1.0.0 came in.')
    expect(lines).toContain('“New web”: Made the release 0.0.1 and began its deployment to Test.')
    expect(lines.at(-1)).toMatch(/^Shop 0\.0\.1 was deployed to Test/)
    expect(agent).toMatchObject({ code: 0, err: expect.stringMatching(/^Ending;/) })
  })

  it('leaves by a second Ctrl-C without waiting for a script that does not want to end', async () => {
    const folder = await tempFolder()
    const began = join(folder, 'began')
    const { run } = await shop(`trap '' TERM; : > '${began}'; while true; do sleep 0.1; done`)
    const web = ['create-package', 'New web', '--step', 'Announce', '--reference', 'web', '--create-release']
    await run(ofShop(...web, '--to', 'Test'))
    await writeFile(join(folder, 'Shop.Web.1.0.0.zip'), zip('one'))
    let said = ''
    let press: () => void = () => undefined
    const agent = run(['agent', '--watch', folder], {
      onOutput: (out, pressed) => {
        said = out
        press = pressed
      }
    })
    const soon = { timeout: 60_000 }
    await vi.waitFor(() => access(began), soon)
    press()
    await vi.waitFor(() => expect(said).toContain('is being cancelled'), soon)
    press()
    const { code, out, err } = await agent
    expect(code).toBe(3)
    expect(err).toBe('Ending; what runs is cancelled. Press Ctrl-C again to leave without waiting.\n')
    expect(out).not.toContain('was cancelled')
    // A process would be gone now. This one still ends the script, and only then the workspace can be opened.
    await vi.waitFor(async () => expect((await run(['deployment', 'list'])).out).toMatch(/cancelled/i), soon)
  })

  it('says one line of JSON for each thing, and that another Slipway has the workspace open', async () => {
    const { run } = await shop()
    const later = ofShop('create-schedule', 'Yearly', '--cron', '0 6 1 1 *', '--create-release')
    await run(later)
    let second: Promise<{ code: number; err: string }> | null = null
    const first = await run(['--json', 'agent'], {
      onOutput: (out, press) => {
        if (second !== null || !out.includes('Next:')) return
        second = run(['agent']).finally(press)
      }
    })
    expect(await second).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^Another Slipway has this workspace open, and does what is to happen by itself\./)
    })
    expect(
      first.out
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
    ).toMatchObject([
      { type: 'agent', text: expect.stringMatching(/^Slipway looks after/) },
      { type: 'trigger', text: expect.stringMatching(/^Next: “Yearly” at/) }
    ])
    expect(first.code).toBe(0)
  })

  it('unlocks the vault once, by what is typed at the terminal or lies in a file, and says where it stays locked', async () => {
    const { run } = await makeCli('untouched')
    const passphrase = 'correct horse battery'
    const files = { secret: passphrase }
    expect(await run(['--passphrase-file', 'secret', 'vault', 'set-up'], { files })).toMatchObject({ code: 0 })
    const upTo =
      (words: string): NonNullable<CliRunOptions['onOutput']> =>
      (out, press) => {
        if (out.includes(words)) press()
      }
    const unlocked = { onOutput: upTo('is unlocked'), files }
    const typed = await run(['agent'], { ...unlocked, answers: { 'Passphrase of the vault: ': passphrase } })
    expect(typed).toMatchObject({ code: 0, out: expect.stringContaining('The vault is unlocked.') })
    expect(await run(['--passphrase-file', 'secret', 'agent'], unlocked)).toMatchObject({ code: 0 })
    const locked = await run(['agent'], { onOutput: upTo('stays locked') })
    expect(locked).toMatchObject({ code: 0, out: expect.stringContaining('what needs secrets waits or fails') })
    const wrong = await run(['agent'], { answers: { 'Passphrase of the vault: ': 'something else' } })
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('passphrase') })
  })

  it('does not begin with a folder that cannot be read', async () => {
    const { run } = await shop()
    const folder = join(await tempFolder(), 'nothing')
    expect(await run(['agent', '--watch', folder])).toMatchObject({
      code: 1,
      err: expect.stringContaining(`The folder ${folder} cannot be read.`)
    })
  })
})
