import { describe, expect, it } from 'vitest'
import { makeCli } from '../support/cli'

const step = (id: string, version: string) => ({
  id: `step-${id.padStart(10, '0')}`,
  name: id === '1' ? 'Migrate' : 'Install',
  location: 'here',
  roles: [],
  actions: [
    {
      id: `action-${id.padStart(10, '0')}`,
      type: 'script',
      syntax: 'bash',
      body: `echo begin\necho ${version}\necho end`,
      ...(id === '1' ? { isIrreversible: true, isLeftOutOnRollback: true } : {})
    }
  ]
})

/** Project “Shop” with two releases, both of which were deployed to “Test” on this machine. */
async function shop() {
  const cli = await makeCli()
  await cli.json(['environment', 'create', 'Test'])
  await cli.json(['project', 'create', 'Shop'])
  const project = ['--project', 'Shop']
  let saved: { steps: { id: string; actions: { id: string }[] }[] } = { steps: [] }
  for (const version of ['1.0.0', '1.1.0']) {
    const steps = ['1', '2'].map((id, at) => {
      const { id: _id, actions, ...rest } = step(id, version)
      const old = saved.steps[at]
      const [{ id: _action, ...action } = { id: '' }] = actions
      return {
        ...rest,
        ...(old ? { id: old.id } : {}),
        actions: [{ ...action, ...(old ? { id: old.actions[0]?.id } : {}) }]
      }
    })
    saved = await cli.json(['process', 'set', ...project, '--file', '-'], { stdin: JSON.stringify(steps) })
    await cli.json(['release', 'create', ...project, '--version', version, '--notes', `Notes of ${version}`])
    const deployed = await cli.run(['deploy', ...project, '--release', version, '--to', 'Test'])
    expect(deployed.code).toBe(0)
  }
  return cli
}

describe('slipway release diff, would-change, and slipway rollback', () => {
  it('tell what differs, and go back', async () => {
    const cli = await shop()
    const place = ['--project', 'Shop', '--in', 'Test']
    const tasks = ['tasks', '--all']
    expect((await cli.run(['release', 'diff', '1.0.0', '1.1.0', '--project', 'Shop'])).out).toBe(
      [
        '1.0.0 → 1.1.0',
        'Steps:',
        ...['Migrate', 'Install'].flatMap(name => [
          `  ~ ${name}`,
          '      script:',
          '         echo begin',
          '        -echo 1.0.0',
          '        +echo 1.1.0',
          '         echo end'
        ]),
        'Notes:',
        '  1.1.0',
        '    Notes of 1.1.0',
        ''
      ].join('\n')
    )
    expect((await cli.run(['release', 'would-change', '1.1.0', ...place])).out).toMatch(
      /^1\.1\.0 → 1\.1\.0 in Test\nNothing differs\.\n/
    )
    expect((await cli.run(['rollback', 'ways', ...place])).out).toMatch(/^VERSION .*\n1\.0\.0 .* -\n$/)
    const plan = await cli.run(['rollback', 'plan', ...place, '--to', '1.0.0'])
    expect(plan.code).toBe(0)
    expect(plan.out).toContain('WARNING: “Migrate” cannot be undone; what was done stays.\nLeft out: “Migrate”.')
    const back = await cli.run(['rollback', 'start', ...place, '--to', '1.0.0'])
    expect(back.code).toBe(0)
    expect(back.out).toContain('1.0.0')
    expect((await cli.run(['rollback', 'ways', ...place])).out).toMatch(/^VERSION .*\n1\.1\.0 .* -\n$/)
    const [newest] = await cli.json<{ releaseVersion: string; outcome: string }[]>(['deployment', 'list'])
    expect(newest).toMatchObject({ releaseVersion: '1.0.0', outcome: 'succeeded' })
    const ofOne = await cli.json<{ releaseVersion: string }[]>([...tasks, '--release', '1.1.0', '--project', 'Shop'])
    expect(ofOne.map(item => item.releaseVersion)).toEqual(['1.1.0'])
    expect((await cli.run([...tasks, '--release', '1.1.0'])).err).toContain('--release needs --project')
    const refused = await cli.run(['rollback', 'start', ...place, '--to', '1.1.0', '--run', 'Install'])
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('leaves out no action “Install”') })
  })
})
