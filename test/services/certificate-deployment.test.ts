import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ok } from '@shared/result'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runDeployment } from '../../electron/engine/run'
import { formsOf } from '../leaks/secrets'
import { type CertificateLab, makeChain, makePkcs12, openLab } from '../support/certificates'
import { makeDeployable, scriptStep } from '../support/deployable'
import { localConnection } from '../support/local-connection'
import { tempFolder } from '../support/store'
import { must, openTestWorkspace } from '../support/workspace'

let lab: CertificateLab & { close(): Promise<void> }
beforeAll(async () => {
  lab = await openLab()
  await makeChain(lab, 'ec')
})
afterAll(() => lab.close())

const password = 'g3heim-und-lang'

const members = ['Type', 'Name', 'Thumbprint', 'Subject', 'SubjectCommonName', 'Issuer', 'NotBefore', 'NotAfter']
const secretMembers = ['RawOriginal', 'Password', 'Pfx', 'PrivateKey', 'PrivateKeyPem']

const script = `
for m in ${members.join(' ')}; do echo "$m=$(get_octopusvariable "Cert.$m")"; done
echo "Id=$(get_octopusvariable Cert)"
get_octopusvariable Cert.CertificatePem | openssl x509 -noout -subject
get_octopusvariable Cert.ChainPem | grep -c BEGIN
get_octopusvariable Cert.Certificate | base64 -d | openssl x509 -inform der -noout -serial
get_octopusvariable Cert.Pfx | base64 -d >made.pfx
get_octopusvariable Cert.RawOriginal | base64 -d | cmp - made.pfx && echo "The file is as it was"
openssl pkcs12 -in made.pfx -noenc -passin "pass:$(get_octopusvariable Cert.Password)" -nocerts | openssl pkey -pubout >a
get_octopusvariable Cert.PrivateKeyPem | openssl pkey -pubout >b
get_octopusvariable Cert.PrivateKey | base64 -d | openssl pkey -inform der -pubout >c
cmp a b && cmp b c && echo "All keys are the same"
for m in ${secretMembers.join(' ')}; do echo "secret $m:"; get_octopusvariable "Cert.$m"; echo; done
`

it('a script sees the members of a certificate, and what is private leaves no trace', async () => {
  const [home, { openssl, thumbprint, read }] = [await tempFolder(), lab]
  const workspace = await openTestWorkspace({
    ports: { runDeployment, here: async () => ok(localConnection({ home })) }
  })
  const { call, over, pushed, reports } = workspace
  const content = (await makePkcs12(lab, 'ec', password)).toString('base64')
  const shop = must(await call('certificate.create', { name: 'Shop', content, password }))
  const { projectId, environmentId } = await makeDeployable(call)
  must(await call('process.save', { projectId, version: 1, steps: [scriptStep('Install', script)] }))
  const variables = [{ type: 'certificate' as const, name: 'Cert', certificateId: shop.id }]
  must(await call('variables.save', { projectId, version: 0, variables }))
  const release = must(await call('release.create', { projectId, version: '2.0.0' }))
  const started = must(await call('deployment.start', { releaseId: release.id, environmentId }))
  const state = await over(started.id)
  const { lines } = must(await call('log.page', { deploymentId: started.id, from: 0, count: 500 }))
  const said = lines.map(line => line.text)

  expect([state.state === 'finished' && state.outcome, said]).toEqual(['succeeded', expect.anything()])
  expect(said).toEqual(
    expect.arrayContaining([
      'Type=Pkcs12',
      'Name=Shop',
      `Thumbprint=${await thumbprint('ec.pem')}`,
      'Subject=CN=shop.example.com, O=Müller & Söhne, S=Bayern, C=DE',
      'SubjectCommonName=shop.example.com',
      'Issuer=CN=Middle CA',
      `NotAfter=${new Date(shop.notAfter).toISOString()}`,
      `Id=${shop.id}`,
      '2',
      (await openssl('x509', '-in', 'ec.pem', '-noout', '-serial')).trim(),
      'The file is as it was',
      'All keys are the same',
      'secret Password:',
      '••••••'
    ])
  )

  const key = (await read('ec.key')).toString()
  const needles = [key, password, content].flatMap(formsOf)
  const files = await readdir(workspace.home, { recursive: true, withFileTypes: true })
  const stored = await Promise.all(
    files.filter(file => file.isFile()).map(file => readFile(join(file.parentPath, file.name), 'latin1'))
  )
  const answers = [
    shop,
    await call('certificate.list', {}),
    await call('variables.get', { projectId }),
    await call('variables.preview', { source: { kind: 'deployment', id: started.id } }),
    await call('release.get', { id: release.id }),
    await call('audit.list', { limit: 100 }),
    state,
    pushed(),
    reports,
    lines
  ]
  const places = [...stored, ...answers.map(answer => JSON.stringify(answer))]
  const foundIn = (needle: string) => places.some(place => place.includes(needle))
  expect([foundIn(shop.thumbprint), needles.length > 20]).toEqual([true, true])
  expect(needles.filter(foundIn)).toEqual([])
})
