import { describe, expect, it } from 'vitest'
import { makeCli, type TestCli } from '../support/cli'

/** Environments Test and Live, targets web-1 (role web) and db-1 (role db) in both, and the project Shop with a step. */
async function makeShop(): Promise<TestCli> {
  const cli = await makeCli()
  for (const name of ['Test', 'Live']) await cli.json(['environment', 'create', name])
  const everywhere = ['--environment', 'Test', 'Live']
  await cli.json(['target', 'create', 'web-1', '--local', ...everywhere, '--role', 'web'])
  await cli.json(['target', 'create', 'db-1', '--local', ...everywhere, '--role', 'db'])
  await cli.json(['project', 'create', 'Shop'])
  const step = ['--project', 'Shop', '--name', 'Start', '--role', 'web', '--body', 'echo "$(get_octopusvariable Port)"']
  await cli.json(['process', 'add-script', ...step])
  return cli
}

const shop = ['--project', 'Shop']
const set = (...words: readonly string[]) => ['variables', 'set', ...words, ...shop]
const unset = (...words: readonly string[]) => ['variables', 'unset', ...words, ...shop]

interface Listed {
  readonly variables: readonly {
    readonly name: string
    readonly type: string
    readonly value?: string
    readonly description?: string
    readonly scope?: Readonly<Record<string, readonly string[]>>
    readonly prompt?: unknown
  }[]
}
const rows = async (cli: TestCli) => (await cli.json<Listed>(['variables', 'list', ...shop])).variables

describe('slipway variables set', () => {
  it('replaces the value of the same scope, whatever the case of its name, and leaves the others', async () => {
    const cli = await makeShop()
    await cli.json(set('Port', '80'))
    await cli.json(set('Port', '8080', '--environment', 'Test', '--role', 'web', '--role', 'db'))
    await cli.json(set('PORT', '8081', '--role', 'DB', '--role', 'web', '--environment', 'test'))
    await cli.json(set('Port', '9090', '--target', 'web-1', '--step', 'Start'))
    const { out } = await cli.run(['variables', 'list', ...shop])
    const cells = out
      .trimEnd()
      .split('\n')
      .map(line => line.split(/ {2,}/))
    expect(cells).toEqual([
      ['NAME', 'VALUE', 'TYPE', 'SCOPE', 'PROMPT'],
      ['Port', '80', 'text', 'everywhere', '-'],
      ['Port', '8081', 'text', 'environment Test, role DB or web', '-'],
      ['Port', '9090', 'text', 'target web-1, step Start', '-']
    ])
  })

  it('keeps notes, question and type of a value that gets another one', async () => {
    const cli = await makeShop()
    await cli.json(
      set('Port', '80', '--description', 'Of the web server', '--prompt-label', 'Which port', '--required')
    )
    await cli.json(set('port', '81'))
    const prompt = { label: 'Which port', description: '', isRequired: true, control: { kind: 'single-line' } }
    expect(await rows(cli)).toMatchObject([{ name: 'Port', value: '81', description: 'Of the web server', prompt }])
  })

  it('changes notes and question without the value, also of a secret', async () => {
    const cli = await makeShop()
    await cli.json(set('Token', '--sensitive'), { stdin: 'planted-secret-77\n' })
    await cli.json(set('Token', '--description', 'Of the store', '--prompt-label', 'The token'))
    expect(await rows(cli)).toMatchObject([{ type: 'sensitive', description: 'Of the store' }])
    await cli.json(set('Token', '--no-prompt'))
    const [row] = await rows(cli)
    expect([row?.prompt, row?.description]).toEqual([undefined, 'Of the store'])
  })

  it('offers choices, and keeps them when only other things of the question change', async () => {
    const cli = await makeShop()
    await cli.json(set('Size', 'S', '--option', 'S=small', '--option', 'L=large', '--option', 'XL'))
    await cli.json(set('Size', '--prompt-label', 'How big', '--required'))
    const options = [
      { value: 'S', label: 'small' },
      { value: 'L', label: 'large' },
      { value: 'XL', label: '' }
    ]
    expect(await rows(cli)).toMatchObject([{ prompt: { label: 'How big', control: { kind: 'select', options } } }])
    expect((await cli.run(['variables', 'list', ...shop])).out).toContain('required')
  })

  it('refers to accounts by name, and lists them so', async () => {
    const cli = await makeShop()
    const account = ['account', 'create', 'Deploy', '--username', 'deploy', '--agent']
    const { id } = await cli.json<{ id: string }>(account)
    await cli.json(set('Login', '--account', 'deploy'))
    expect(await rows(cli)).toMatchObject([{ name: 'Login', type: 'account', accountId: id }])
    expect((await cli.run(['variables', 'list', ...shop])).out).toMatch(/^Login {2}Deploy {2}account/m)
    expect(await cli.run(set('Login', '--account', 'nobody'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no account “nobody”')
    })
  })

  it('never makes a secret plain by accident', async () => {
    const cli = await makeShop()
    await cli.json(set('Token', '--sensitive'), { stdin: 'planted-secret-77\n' })
    const typed = await cli.run(set('Token', 'planted-secret-78'))
    expect([typed.code, typed.err]).toEqual([2, expect.stringContaining('--file')])
    await cli.json(set('Token', '--file', 'token'), { files: { token: 'planted-secret-79\n' } })
    expect(await rows(cli)).toMatchObject([{ type: 'sensitive' }])
    const list = await cli.run(['variables', 'list', ...shop])
    expect(list.out).toContain('••••••')
  })

  it.each([
    [['A'], 'Give the value as a word or with --file.'],
    [['A', 'x', '--file', 'y'], '--file'],
    [['A', '--sensitive', '--account', 'x'], '--account'],
    [['A', 'x', '--account', 'y'], 'leave it out'],
    [['A', 'x', '--control', 'select'], '--option "value=label"'],
    [['A', 'x', '--control', 'checkbox', '--option', 'a=b'], '--control select'],
    [['A', 'x', '--no-prompt', '--required'], '--no-prompt'],
    [['A', '--sensitive', '--file', 'f', '--control', 'multi-line'], '--control'],
    [['A', 'x', '--library', 'Common'], '--library SET']
  ])('ends with 2 for %j, and says what to do', async (words, said) => {
    const cli = await makeShop()
    const { code, err } = await cli.run(set(...words), { files: { f: 'planted-secret' } })
    expect([code, err]).toEqual([2, expect.stringContaining(said)])
  })

  it('refuses steps for library sets, and needs to know whose variables are meant', async () => {
    const cli = await makeShop()
    await cli.json(['library', 'create', 'Common'])
    const library = ['variables', 'set', 'A', 'x', '--library', 'Common']
    const step = await cli.run([...library, '--step', 'Start'])
    expect([step.code, step.err]).toEqual([2, expect.stringContaining('Leave --step out')])
    expect((await cli.run(library)).code).toBe(0)
    const nobody = await cli.run(['variables', 'set', 'A', 'x'])
    expect([nobody.code, nobody.err]).toEqual([2, expect.stringContaining('--project PROJECT or --library SET')])
  })
})

describe('slipway variables unset', () => {
  it('removes the value without a scope, and one with a scope only when it is named', async () => {
    const cli = await makeShop()
    await cli.json(set('Port', '80'))
    await cli.json(set('Port', '8080', '--environment', 'Test'))
    await cli.json(set('Port', '9090', '--environment', 'Live'))
    await cli.json(unset('port'))
    const refused = await cli.run(unset('Port'))
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('it has 2 values, for “environment Test” and “environment Live”')
    expect(refused.err).toContain('--all')
    await cli.json(unset('Port', '--environment', 'Live'))
    expect((await rows(cli)).map(row => row.value)).toEqual(['8080'])
    expect((await cli.run(unset('Port', '--role', 'web'))).err).toContain('no value for exactly role web')
  })

  it('removes all values with --all, and says when there is none', async () => {
    const cli = await makeShop()
    await cli.json(set('Port', '80'))
    await cli.json(set('Port', '8080', '--environment', 'Test'))
    expect((await cli.run(unset('Port', '--all', '--environment', 'Test'))).code).toBe(2)
    expect(await cli.run(unset('Port', '--all'))).toMatchObject({ code: 0, out: expect.stringContaining('2 values') })
    const again = await cli.run(unset('Port', '--all'))
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('There is no variable “Port”')])
  })
})

describe('slipway variables import', () => {
  const file = { '.env': 'Port=81\nHost="db-1"\nToken=planted-secret-77\n' }
  const load = (...words: readonly string[]) => ['variables', 'import', ...words, ...shop]

  it('says what it would change, and changes it when told', async () => {
    const cli = await makeShop()
    await cli.json(set('Port', '80'))
    await cli.json(set('Host', 'db-1'))
    const dry = await cli.run(load('.env', '--sensitive', 'token', '--dry-run'), { files: file })
    expect(dry.out).toContain('Would set 2 variables in the project “Shop”.')
    expect(dry.out).toMatch(/^Port +text +changed$/m)
    expect(dry.out).toMatch(/^Host +text +same$/m)
    expect(dry.out).toMatch(/^Token +sensitive +new$/m)
    expect(await rows(cli)).toHaveLength(2)
    const done = await cli.run(load('.env', '--sensitive', 'Token'), { files: file })
    expect([done.code, done.err]).toEqual([0, ''])
    expect(await rows(cli)).toMatchObject([
      { name: 'Port', value: '81' },
      { name: 'Host', value: 'db-1' },
      { name: 'Token', type: 'sensitive' }
    ])
    const known = await cli.run(load('.env'), { files: file })
    expect(await rows(cli)).toMatchObject([{}, {}, { name: 'Token', type: 'sensitive' }])
    expect(JSON.stringify([dry, done, known])).not.toContain('planted-secret')
  })

  it('takes nested JSON, under a scope', async () => {
    const cli = await makeShop()
    const words = load('-', '--format', 'json', '--environment', 'Test')
    await cli.json(words, { stdin: '{"Db":{"Host":"db-1","Ports":[5432]}}' })
    expect(await rows(cli)).toMatchObject([
      { name: 'Db:Host', value: 'db-1', scope: { environments: [expect.any(String)] } },
      { name: 'Db:Ports:0', value: '5432', scope: { environments: [expect.any(String)] } }
    ])
  })

  it('changes nothing when a line cannot be read, and names it', async () => {
    const cli = await makeShop()
    const { code, err } = await cli.run(load('.env'), { files: { '.env': 'A=1\nplanted secret\n' } })
    expect([code, err]).toEqual([1, expect.stringContaining('line 2: is neither a comment nor NAME=value')])
    expect(err).not.toContain('planted')
    expect(await rows(cli)).toEqual([])
  })

  it.each([
    [['values.yml'], 'YAML in the window'],
    [['values.csv'], 'CSV in the window'],
    [['values.txt'], '--format env or --format json'],
    [['.env', '--sensitive', 'Nobody'], 'which the file does not have']
  ])('ends with 2 for %j', async (words, said) => {
    const cli = await makeShop()
    const { code, err } = await cli.run(load(...words), { files: file })
    expect([code, err]).toEqual([2, expect.stringContaining(said)])
  })
})

describe('slipway variables explain, preview and check', () => {
  it('says why a name has its value in a place of the project, of a release and of a deployment', async () => {
    const cli = await makeShop()
    await cli.json(set('Port', '80'))
    await cli.json(set('Port', '8080', '--environment', 'Test'))
    await cli.json(['release', 'create', ...shop])
    await cli.json(set('Port', '9090', '--environment', 'Test'))
    const explain = ['variables', 'explain', 'port']
    const now = await cli.run([...explain, ...shop, '--environment', 'Test', '--target', 'web-1', '--step', 'Start'])
    expect(now).toMatchObject({ code: 0, out: expect.stringContaining('Port = 9090') })
    const frozen = [...shop, '--release', '0.0.1', '--environment', 'Test']
    expect((await cli.run([...explain, ...frozen])).out).toContain('Port = 8080')
    const { out } = await cli.run(['deploy', ...shop, '--release', '0.0.1', '--to', 'Test'])
    const id = /^Deployment: (\S+)$/m.exec(out)?.[1] ?? ''
    const then = ['--deployment', id, '--step', 'start', '--target', 'WEB-1']
    expect((await cli.run([...explain, ...then])).out).toContain('Port = 8080')
    expect(await cli.json([...explain, ...then])).toMatchObject({ explanation: { expansion: { state: 'known' } } })
  })

  it('lists every name of a place with its value, secrets as dots', async () => {
    const cli = await makeShop()
    await cli.json(set('Port', '80'))
    await cli.json(set('Token', '--sensitive'), { stdin: 'planted-secret-77' })
    await cli.json(set('Url', 'http://#{Octopus.Machine.Name}:#{Port}?#{Token}'))
    const { out } = await cli.run(['variables', 'preview', ...shop, '--environment', 'Test', '--target', 'web-1'])
    expect(out).toMatch(/^Url +http:\/\/web-1:80\?•••••• +the project$/m)
    expect(out).toMatch(/^Token +•••••• +the project$/m)
    expect(out).not.toContain('planted')
  })

  it.each([
    [[...shop, '--deployment', 'deployment-0000000000'], 'either --project PROJECT or --deployment ID'],
    [[], 'either --project PROJECT or --deployment ID'],
    [['--deployment', 'latest'], 'slipway deployment list'],
    [
      ['--deployment', 'deployment-0000000000', '--environment', 'Test'],
      'leave out --release, --channel and --environment'
    ]
  ])('ends with 2 for the place %j', async (words, said) => {
    const cli = await makeShop()
    const { code, err } = await cli.run(['variables', 'preview', ...words])
    expect([code, err]).toEqual([2, expect.stringContaining(said)])
  })

  it('finds what goes wrong, with remedies, and ends with 1 for it', async () => {
    const cli = await makeShop()
    await cli.json(set('Port', '80'))
    expect(await cli.run(['variables', 'check', ...shop])).toMatchObject({ code: 0, out: 'Nothing was found.\n' })
    await cli.json(set('ApiKey', 'x'))
    const harmless = await cli.run(['variables', 'check', ...shop])
    expect(harmless).toMatchObject({ code: 0, out: expect.stringContaining('SECRET: “ApiKey” looks like a secret') })
    expect(harmless.out).toContain('UNUSED: “ApiKey”')
    await cli.json(set('Url', '#{Hots}'))
    await cli.json(set('A', '#{B}'))
    await cli.json(set('B', '#{A}'))
    await cli.json(set('Port', '1', '--environment', 'Test', '--environment', 'Live'))
    await cli.json(set('Port', '2', '--environment', 'Test'))
    const { code, out } = await cli.run(['variables', 'check', ...shop])
    expect(code).toBe(1)
    expect(out).toContain(
      'TIED: “Port” of the project has 2 values that apply with equal right, as in environment Test'
    )
    expect(out).toContain('Leave environment Test out of the value for “environment')
    expect(out).toContain('UNDEFINED: The value of “Url” uses “Hots”, and nothing has that name.')
    expect(out).toContain('CIRCLE: The value of “A” leads back to itself: A → B → A.')
    const json = await cli.run(['--json', 'variables', 'check', ...shop])
    expect([json.code, JSON.parse(json.out)]).toMatchObject([1, { ties: [{ name: 'Port' }] }])
  })
})
