import { chmod, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { AuditEntry } from '@shared/audit'
import type { SubstitutionReport } from '@shared/substitution'
import { describe, expect, it } from 'vitest'
import { makeCli, type TestCli } from '../support/cli'
import { tempFolder } from '../support/store'

const secret = 'planted-secret-81c2'
const shop = ['--project', 'Shop']

/** The project Shop with Db:Host for Test and for all, a secret Token, and a text that holds it. */
async function makeShop(): Promise<TestCli> {
  const cli = await makeCli()
  for (const name of ['Test', 'Live']) await cli.json(['environment', 'create', name])
  await cli.json(['target', 'create', 'web-1', '--local', '--environment', 'Test', '--role', 'web'])
  await cli.json(['project', 'create', 'Shop'])
  await cli.json(['process', 'add-script', ...shop, '--name', 'Start', '--role', 'web', '--body', 'true'])
  const set = (...words: readonly string[]) => ['variables', 'set', ...words, ...shop]
  await cli.json(set('Db:Host', 'localhost'))
  await cli.json(set('Db:Host', 'db-#{Octopus.Environment.Name | ToLower}', '--environment', 'Test'))
  await cli.json(set('Token', '--sensitive'), { stdin: secret })
  await cli.json(set('Url', 'http://#{Db:Host}/?#{Token}'))
  return cli
}

async function makeFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(await tempFolder(), 'app')
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return folder
}

const read = (folder: string, path: string) => readFile(join(folder, path), 'utf8')
const inTest = [...shop, '--environment', 'Test']

describe('slipway substitute', () => {
  it('fills templates and replaces values in structures, with the values of the place', async () => {
    const cli = await makeShop()
    const folder = await makeFolder({
      'run.sh': 'curl #{Url} # #{Unknown}\n',
      'conf/app.json': '{ "Db": { "Host": "x", "Port": 1 } }',
      'conf/other.yml': 'Db:\n  Host: x # kept\n'
    })
    const words = ['substitute', folder, ...inTest, '--files', '**/*.sh', '--structured', 'conf/*']
    const { code, out, err } = await cli.run(words)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain(`Changed 3 files in ${folder}:\n  run.sh\n  conf/app.json\n  conf/other.yml\n`)
    expect(await read(folder, 'run.sh')).toBe(`curl http://db-test/?${secret} # #{Unknown}\n`)
    expect(JSON.parse(await read(folder, 'conf/app.json'))).toEqual({ Db: { Host: 'db-test', Port: 1 } })
    expect(await read(folder, 'conf/other.yml')).toContain('Host: db-test # kept')
    expect(out).not.toContain(secret)
  })

  it('uses the values that a release froze, on a target and in a step', async () => {
    const cli = await makeShop()
    await cli.json(['release', 'create', ...shop])
    await cli.json(['variables', 'set', 'Db:Host', 'later', ...inTest])
    const folder = await makeFolder({
      a: '#{Db:Host} #{Octopus.Machine.Name} #{Octopus.Step.Name} #{Octopus.Release.Number}'
    })
    const place = ['--release', '0.0.1', '--target', 'web-1', '--step', 'start']
    await cli.json(['substitute', folder, ...inTest, ...place, '--files', 'a'])
    expect(await read(folder, 'a')).toBe('db-test web-1 Start 0.0.1')
  })

  it('applies transforms and sets .NET settings', async () => {
    const cli = await makeShop()
    const config = '<configuration><appSettings><add key="Db:Host" value="x" /></appSettings></configuration>'
    const transform = (name: string) =>
      `<configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform"><appSettings><add key="${name}" value="1" xdt:Transform="Insert" /></appSettings></configuration>`
    const folder = await makeFolder({
      'Web.config': config,
      'Web.Test.config': transform('ByEnvironment'),
      'Web.Own.config': transform('ByName')
    })
    const additional = ['--transforms', '--additional', 'Web.Own.config => Web.config']
    await cli.json(['substitute', folder, ...inTest, '--dotnet-variables', ...additional])
    const text = await read(folder, 'Web.config')
    expect(text).toContain('key="Db:Host" value="db-test"')
    expect(text).toContain('ByEnvironment')
    expect(text).toContain('ByName')
  })

  it('changes nothing in a dry run, and names what it would do', async () => {
    const cli = await makeShop()
    const folder = await makeFolder({ 'app.json': '{"Db":{"Host":"x"},"Url":"y"}' })
    const words = ['substitute', folder, ...inTest, '--structured', 'app.json', '--dry-run']
    const { code, out } = await cli.run([...words, '--verbose'])
    expect([code, out]).toEqual([0, expect.stringContaining(`Would change 1 file in ${folder}:\n  app.json\n`)])
    expect(out).toContain("'Db:Host'")
    const report = await cli.json<SubstitutionReport>(words)
    expect(report).toMatchObject({ isDryRun: true, changed: ['app.json'], failure: null, leftOut: [] })
    expect(JSON.stringify([out, report])).not.toContain(secret)
    expect(await read(folder, 'app.json')).toBe('{"Db":{"Host":"x"},"Url":"y"}')
    const entries = await cli.json<readonly AuditEntry[]>(['audit', 'list'])
    expect(entries.filter(({ verb }) => verb === 'used')).toEqual([])
  })

  it('is entered in the audit log, with the names of the secrets', async () => {
    const cli = await makeShop()
    const folder = await makeFolder({ a: '#{Token}' })
    await cli.json(['substitute', folder, ...inTest, '--files', 'a'])
    const entries = await cli.json<readonly AuditEntry[]>(['audit', 'list'])
    expect(entries[0]).toMatchObject({
      verb: 'used',
      subject: { kind: 'variables', name: 'Shop' },
      summary: `Used the values of “Shop” for “Test” in the files of the folder ${folder}.`,
      changes: [{ field: 'Secrets', after: 'Token' }]
    })
  })

  it('leaves secrets out on request', async () => {
    const cli = await makeShop()
    const folder = await makeFolder({ a: '#{Token} #{Url}' })
    const { out } = await cli.run(['substitute', folder, ...inTest, '--files', 'a', '--no-secrets'])
    expect(out).toContain('Left out, because they are sensitive: Token\n')
    expect(await read(folder, 'a')).toBe('#{Token} http://db-test/?#{Token}')
  })

  it('keeps permissions, and follows no link out of the folder', async () => {
    const cli = await makeShop()
    const folder = await makeFolder({ 'run.sh': '#{Db:Host}', 'real/b': '#{Db:Host}' })
    const outside = await makeFolder({ 'secret.txt': '#{Db:Host}', 'deep/c': '#{Db:Host}' })
    await chmod(join(folder, 'run.sh'), 0o751)
    await symlink(join(outside, 'secret.txt'), join(folder, 'out.txt'))
    await symlink(outside, join(folder, 'away'))
    await symlink('real/b', join(folder, 'in.txt'))
    const { changed } = await cli.json<SubstitutionReport>(['substitute', folder, ...inTest, '--files', '**/*'])
    expect(changed).toEqual(['in.txt', 'run.sh'])
    expect(await read(folder, 'run.sh')).toBe('db-test')
    expect((await stat(join(folder, 'run.sh'))).mode & 0o777).toBe(0o751)
    expect(await read(folder, 'real/b')).toBe('db-test')
    expect([await read(outside, 'secret.txt'), await read(outside, 'deep/c')]).toEqual(['#{Db:Host}', '#{Db:Host}'])
  })

  it('ends with 1 when a file cannot be read in its format, and leaves it', async () => {
    const cli = await makeShop()
    const folder = await makeFolder({ 'app.json': '{ "Db": ' })
    const { code, out } = await cli.run(['substitute', folder, ...inTest, '--structured', '*.json'])
    expect([code, out]).toEqual([1, expect.stringContaining('ERROR: ')])
    expect(out).toContain('Changed 0 files in')
    expect(await read(folder, 'app.json')).toBe('{ "Db": ')
  })

  it('refuses values that are tied, before anything is touched', async () => {
    const cli = await makeShop()
    const both = ['--environment', 'Test', '--environment', 'Live']
    await cli.json(['variables', 'set', 'Db:Host', 'other', ...both, ...shop])
    const folder = await makeFolder({ a: '#{Db:Host}' })
    const { code, err } = await cli.run(['substitute', folder, ...inTest, '--files', 'a'])
    expect([code, err]).toEqual([1, expect.stringContaining('“Db:Host”')])
    expect(await read(folder, 'a')).toBe('#{Db:Host}')
  })

  it.each([
    [['nowhere', ...shop, '--files', 'a'], 1, 'is no folder that can be opened'],
    [['.', ...shop], 2, '--files GLOB'],
    [['.', '--files', 'a'], 2, '--project PROJECT'],
    [['.', ...shop, '--files', 'a', '--environment', 'Nowhere'], 1, 'There is no environment “Nowhere”']
  ])('ends with %j', async (words, expected, said) => {
    const cli = await makeShop()
    const { code, err } = await cli.run(['substitute', ...words])
    expect([code, err]).toEqual([expected, expect.stringContaining(said)])
  })
})
