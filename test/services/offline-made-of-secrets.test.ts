import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { StepInput } from '@shared/model/process'
import { describe, expect, it } from 'vitest'
import { makeZip } from '../support/make-zip'
import {
  bundleIn,
  imported,
  logOf,
  password,
  receiptOf,
  runThere,
  script,
  secret,
  shopWith
} from '../support/offline-shop'
import { tempFolder } from '../support/store'

/** Every file below a folder, as one text, also what it says in UTF-16. */
async function everyFile(folder: string): Promise<string> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = all.filter(item => item.isFile()).map(item => readFile(join(item.parentPath, item.name)))
  return (await Promise.all(files)).flatMap(bytes => [bytes.toString('latin1'), bytes.toString('utf16le')]).join('\n')
}
const found = (text: string, texts: readonly string[]) => texts.filter(each => text.includes(each))

const config = '{"user":"shop-owner-7","pin":"q7z"}'
const variables = [
  { name: 'Cfg', type: 'sensitive' as const, value: config },
  { name: 'Shout', type: 'text' as const, value: '<#{Db.Password | ToUpper}>' },
  { name: 'Says', type: 'text' as const, value: '#{if Cfg}it-is-open#{/if}' }
]
/** What templates make of the secrets here. */
const made = [secret.toUpperCase(), 'shop-owner-7', '0ub4dor', Buffer.from(secret).toString('base64')]
const body = [
  'echo "[#{Db.Password | ToUpper}] [#{Db.Password | ToBase64}] [#{Db.Password | Substring 2 7}] [#{Cfg.user}]"',
  'get_octopusvariable Shout; echo; get_octopusvariable Says; echo',
  'set_octopusvariable Copy "#{Db.Password | ToUpper}"; set_octopusvariable Said "it-is-open"'
].join('\n')

const zipped = async (files: Readonly<Record<string, string | Uint8Array>>) => {
  const zip = join(await tempFolder(), 'Shop.Web.1.4.2.zip')
  await writeFile(zip, await makeZip(files))
  return zip
}
type PackageAction = Extract<StepInput['actions'][number], { readonly type: 'deploy-package' }>
const packageStep = (action: Omit<PackageAction, 'type' | 'package'>): StepInput => ({
  ...script('Web', ''),
  actions: [{ type: 'deploy-package', package: { packageId: 'Shop.Web' }, ...action }]
})

describe('what a bundle makes of secrets', () => {
  it('is in clear neither in the bundle nor in what its runner writes', async () => {
    const zip = await zipped({
      'config.ini': 'db=#{Db.Password | ToUpper}\n',
      'wide.ini': Buffer.from('\ufeffdb=#{Db.Password}\r\n', 'utf16le'),
      'app.json': '{"Shout":"?"}',
      'Deploy.sh': 'cat config.ini app.json; echo only-in-files: #{Nobody}\n'
    })
    const steps = [
      script('Show', body),
      packageStep({
        substituteIn: ['*.ini'],
        structuredIn: ['app.json'],
        scripts: { postDeploy: { syntax: 'bash', body: 'echo "post #{Db.Password | ToUpper}"' } }
      })
    ]
    const { workspace, drop, deploy } = await shopWith(steps, password, zip, {}, variables)
    const { id } = await deploy()
    const telling = [secret, ...made]
    expect(found(await everyFile(bundleIn(drop)), telling)).toEqual([])

    const home = await tempFolder()
    const { text, receipt } = await runThere(workspace, bundleIn(drop), home)
    const said = text.split('\n').filter(line => /^ {4}(\[|<|it-|db=| +"Shout|post )/.test(line))
    expect(said).toEqual([
      '    [••••••] [••••••] [••••••] [••••••]',
      '    <••••••>',
      '    it-is-open',
      '    db=••••••',
      '      "Shout": "<••••••>"',
      '    post ••••••'
    ])
    expect(found(text + (await everyFile(join(home, '.slipway', 'offline'))), telling)).toEqual([])
    const { events } = await receiptOf(receipt)
    expect(
      events.flatMap(event => (event.kind === 'output' ? [[event.name, event.value.kind]] : [])).slice(0, 2)
    ).toEqual([
      ['Copy', 'sealed'],
      ['Said', 'text']
    ])
    expect(await imported(workspace, receipt)).toMatchObject({ kind: 'imported', returned: 2, missing: 0 })
    expect(found((await logOf(workspace, id)).join('\n'), telling)).toEqual([])
  })

  it('is in clear nowhere in the bundle that took a secret in, be it too short to be masked', async () => {
    const zip = await zipped({ 'app.ini': 'pin=#{Cfg.pin}\n', 'page.ini': 'at #{Octopus.Project.Name}\n' })
    const steps = [
      script('Show', 'echo #{Cfg.pin}'),
      packageStep({
        substituteIn: ['*.ini'],
        nginx: {
          hostName: 'shop.example',
          bindings: [{ protocol: 'http', port: 8080 }],
          locations: [
            { path: '/' },
            { path: '/api', directives: 'proxy_set_header Pin "#{Cfg.pin}"' },
            { path: '/docs' }
          ]
        }
      })
    ]
    const { drop, deploy } = await shopWith(steps, password, zip, {}, variables)
    expect(await deploy()).toMatchObject({ outcome: 'handed-over' })
    const actions = join(bundleIn(drop), 'actions')
    const settings = ['action.json', 'action.sh']
    expect((await readdir(join(actions, '01-show'))).sort()).toEqual(settings)
    expect(await readdir(join(actions, '02-web/nginx'))).toEqual(['0001', '0003'])
    expect(await readdir(join(actions, '02-web/files'))).toEqual(['0002'])
    expect(found(await everyFile(actions), ['q7z'])).toEqual([])
  })

  it('is refused in a path, where everybody could read it', async () => {
    const step = packageStep({ installTo: { path: '/srv/#{Cfg.user}' } })
    const zip = await zipped({ 'site.txt': 'as it is' })
    const { drop, deploy } = await shopWith([step], password, zip, {}, variables)
    expect(await deploy()).toMatchObject({
      outcome: 'failed',
      summary: expect.stringContaining('has a secret, or what was made of one, in a path')
    })
    expect(await readdir(drop)).toEqual([])
  })
})
