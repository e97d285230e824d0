import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { deployPackage, installedAt, readInstalled, writeFiles } from '../../support/package-deploys'
import { textVariable } from '../../support/plans'
import { freshHome, home } from '../../support/real-scripts'
import { aTenant } from '../../support/tenants'

freshHome()

const keepOne = { keep: { unit: 'count', count: 1 } } as const
/** Two steps that install the same package to the same place. */
const first = (more: object = {}) => deployPackage({ step: 1, files: { 'app.txt': 'app' }, action: keepOne, ...more })
const second = (more: object = {}) => deployPackage({ step: 3, files: { 'app.txt': 'app' }, ...more })

const pathOf = ({ outputs }: Awaited<ReturnType<typeof deployPackage>>) => outputs['Package.InstallationDirectoryPath']
const installed = () => readdirSync(join(installedAt(), '..')).sort()
const journalOf = (step: number) => {
  const sets = readdirSync(join(home, '.slipway/journal'))
  return join(home, '.slipway/journal', sets.find(set => set.includes(`action-000000000${step}`)) ?? 'none')
}
const entriesOf = (step: number) =>
  readdirSync(journalOf(step))
    .filter(name => name.endsWith('.entry'))
    .map(name => {
      const text = readFileSync(join(journalOf(step), name), 'utf8')
      const path = /^path (.*)$/m.exec(text)?.[1] ?? ''
      return `${/^state (.*)$/m.exec(text)?.[1]} ${path.slice(path.lastIndexOf('/') + 1)}`
    })

/** What a person’s machine has in the place of `cp`: it copies a part, and then the disk is full. */
async function fullDisk() {
  const copy = '#!/bin/sh\ncase $* in *--version*) exit ;; esac\nfor to; do :; done\necho part >"$to/app.txt"\nexit 1\n'
  await writeFiles(join(home, 'bin'), { cp: copy })
  return { env: { PATH: `${join(home, 'bin')}:${process.env.PATH}` } }
}

describe('the name of a folder', () => {
  it('of a copy that failed is free again, and retention of that step leaves alone who has it then', async () => {
    await first()
    await second()
    expect((await first(await fullDisk())).run).toMatchObject({ state: 'failed', failure: { kind: 'install-failed' } })
    expect([installed(), entriesOf(1)]).toEqual([['1.0.0', '1.0.0_1'], ['succeeded 1.0.0']])
    const running = await second()
    expect(pathOf(running)).toBe(`${installedAt()}_2`)
    expect((await first()).run.state).toBe('succeeded')
    expect(await readInstalled('app.txt', '1.0.0_2')).toBe('app')
  })

  it('is not used again while an entry has it, whoever removed the folder', async () => {
    await first()
    await first({ version: '2.0.0' })
    rmSync(installedAt(), { recursive: true })
    const running = await second()
    expect(pathOf(running)).toBe(`${installedAt()}_1`)
    const last = await first({ version: '3.0.0' })
    expect(last.lines).not.toContain(`slipway info Removed the earlier installation ${installedAt()}.`)
    expect([installed(), entriesOf(1)]).toEqual([
      ['1.0.0_1', '2.0.0', '3.0.0'],
      ['succeeded 2.0.0', 'succeeded 3.0.0']
    ])
  })

  it('counts as the same one by whatever way its root is written', async () => {
    const roots = (path: string) => ({
      variables: [textVariable(1, 'Octopus.Tentacle.Agent.ApplicationDirectoryPath', path)]
    })
    await first(roots(join(home, 'apps')))
    rmSync(join(home, 'apps/Test/Shop.Web/1.0.0'), { recursive: true })
    expect(pathOf(await second(roots('~/./apps/')))).toBe(
      join(home, './apps//Test/Shop.Web/1.0.0_1').replace('/apps/', '/./apps//')
    )
  })

  it('that another step has by now, as journals from before may say, is nothing that retention removes', async () => {
    await first()
    await second()
    const own = readFileSync(join(journalOf(1), '0000000001.entry'), 'utf8')
    const stale = own
      .replace('0000000001', '0000000002')
      .replace('state succeeded', 'state failed')
      .replace(installedAt(), `${installedAt()}_1`)
    writeFileSync(join(journalOf(1), '0000000002.entry'), stale)
    const last = await first()
    expect(last.lines).toContain(`slipway verbose ${installedAt()}_1 stays: it is another installation’s by now.`)
    expect([installed(), entriesOf(1), entriesOf(3)]).toEqual([
      ['1.0.0', '1.0.0_1', '1.0.0_2'],
      ['succeeded 1.0.0', 'succeeded 1.0.0_2'],
      ['succeeded 1.0.0_1']
    ])
    expect(await readInstalled('app.txt', '1.0.0_1')).toBe('app')
  })

  it('that a bundle installed to is nothing that retention removes, nor one that is used again', async () => {
    await first()
    const line = (path: string) => ['1', 'set', 'Shop.Web', '1.0.0', path, '', '1', 'a'.repeat(64)].join('\t')
    mkdirSync(join(home, '.slipway/offline'))
    writeFileSync(join(home, '.slipway/offline/journal'), `${line(installedAt())}\n${line(`${installedAt()}_1`)}\n`)
    expect(pathOf(await first())).toBe(`${installedAt()}_2`)
    await first()
    expect([installed(), entriesOf(1)]).toEqual([
      ['1.0.0', '1.0.0_2', '1.0.0_3'],
      ['succeeded 1.0.0_2', 'succeeded 1.0.0_3']
    ])
  })

  it('whose entry went meanwhile is nothing that retention removes', async () => {
    await first()
    await first({ version: '2.0.0' })
    // As another deployment at the same time would, after which the name may be anybody’s.
    const files = { 'Deploy.sh': 'rm "$HOME"/.slipway/journal/*/0000000001.entry' }
    expect((await first({ version: '3.0.0', files })).run.state).toBe('succeeded')
    expect(installed()).toEqual(['1.0.0', '2.0.0', '3.0.0'])
  })

  it('stays in the journal of a copy that failed and cannot be removed, so that retention removes it later', async () => {
    const { env } = await fullDisk()
    await writeFiles(join(home, 'bin'), { rm: '#!/bin/sh\necho "rm: busy" >&2\nexit 1\n' })
    await first()
    await first({ version: '2.0.0', env })
    expect([installed(), entriesOf(1)]).toEqual([
      ['1.0.0', '2.0.0'],
      ['succeeded 1.0.0', 'failed 2.0.0']
    ])
    await first({ version: '3.0.0' })
    expect([installed(), entriesOf(1)]).toEqual([
      ['1.0.0', '3.0.0'],
      ['succeeded 1.0.0', 'succeeded 3.0.0']
    ])
  })

  it('has no line break, because the journal has lines', async () => {
    const variables = [textVariable(1, 'Octopus.Tentacle.Agent.ApplicationDirectoryPath', `${home}/apps\nx`)]
    const { run } = await first({ variables })
    expect(run).toMatchObject({ state: 'failed', failure: { kind: 'install-failed' } })
    expect([existsSync(join(home, 'apps\nx')), existsSync(join(home, '.slipway/journal'))]).toEqual([false, false])
  })

  it('may have everything else: blanks, quotes, backslashes, stars, and a dash in front', async () => {
    const root = join(home, '-a \'b\' "c" \\t\\c *$x')
    const variables = [textVariable(1, 'Octopus.Tentacle.Agent.ApplicationDirectoryPath', root)]
    for (const version of ['1.0.0', '2.0.0', '3.0.0']) {
      const { run, outputs } = await first({ variables, version })
      expect([run.state, outputs['Package.InstallationDirectoryPath']]).toEqual([
        'succeeded',
        join(root, 'Test/Shop.Web', version)
      ])
    }
    expect(readdirSync(join(root, 'Test/Shop.Web')).sort()).toEqual(['2.0.0', '3.0.0'])
  })
})

describe('retention on a target', () => {
  it('is each tenant’s own: what is installed for another one neither counts nor goes', async () => {
    const [acme, beta] = [aTenant(1, { name: 'Acme' }), aTenant(2, { name: 'Beta' })]
    for (const version of ['1.0.0', '2.0.0', '3.0.0']) await first({ version, tenant: acme })
    for (const version of ['1.0.0', '2.0.0']) await first({ version, tenant: beta })
    await first({ version: '4.0.0', tenant: acme })
    await first({ version: '1.0.0' })
    const of = (where: string) => readdirSync(join(installedAt('', where))).sort()
    expect([of('Acme/Test'), of('Beta/Test'), of('Test')]).toEqual([['3.0.0', '4.0.0'], ['1.0.0', '2.0.0'], ['1.0.0']])
  })

  it('removes the link where somebody put one in the place of a folder, and nothing of what it leads to', async () => {
    await first()
    await first({ version: '2.0.0' })
    await writeFiles(join(home, 'elsewhere'), { 'mine.txt': 'mine' })
    rmSync(installedAt(), { recursive: true })
    symlinkSync(join(home, 'elsewhere'), installedAt())
    await first({ version: '3.0.0' })
    expect(installed()).toEqual(['2.0.0', '3.0.0'])
    expect(readFileSync(join(home, 'elsewhere/mine.txt'), 'utf8')).toBe('mine')
  })
})
