import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CertificateLab, makeChain, makePkcs12, openLab } from '../support/certificates'
import { must, openTestWorkspace, type TestWorkspace } from '../support/workspace'

let lab: CertificateLab & { close(): Promise<void> }
let pfx: string
let pem: string
let authorityPem: string

beforeAll(async () => {
  lab = await openLab()
  await makeChain(lab, 'ec')
  const read = async (name: string) => (await lab.read(name)).toString('base64')
  pfx = (await makePkcs12(lab, 'ec', 'geheim')).toString('base64')
  pem = await read('ec.pem')
  authorityPem = await read('ec-ca.pem')
})
afterAll(() => lab.close())

const vaultEntries = async ({ home }: TestWorkspace): Promise<number> =>
  (await readdir(join(home, 'workspaces', 'main', 'vault'))).filter(name => name.startsWith('secret-')).length

const withShop = async () => {
  const workspace = await openTestWorkspace()
  const shop = must(await workspace.call('certificate.create', { name: 'Shop', content: pfx, password: 'geheim' }))
  return { ...workspace, workspace, shop }
}

const refusal = (path: string, message: string) => ({
  ok: false,
  failure: expect.objectContaining({ kind: 'invalid-input', issues: [{ path, message }] })
})

describe('a certificate', () => {
  it('is shown with what it says, and with nothing that is private', async () => {
    const { call, shop } = await withShop()
    expect(shop).toEqual({
      id: expect.stringMatching(/^certificate-/),
      name: 'Shop',
      notes: '',
      format: 'pkcs12',
      thumbprint: await lab.thumbprint('ec.pem'),
      subject: 'CN=shop.example.com, O=Müller & Söhne, S=Bayern, C=DE',
      subjectCommonName: 'shop.example.com',
      issuer: 'CN=Middle CA',
      notBefore: expect.any(Number),
      notAfter: expect.any(Number),
      hasPrivateKey: true,
      usedBy: 0
    })
    expect(must(await call('certificate.list', {}))).toEqual([shop])
  })

  it('is there after a restart', async () => {
    const { workspace, shop } = await withShop()
    const again = await workspace.restart()
    expect(must(await again.call('certificate.list', {}))).toEqual([shop])
  })

  it('announces each change', async () => {
    const { call, pushed, shop } = await withShop()
    const announced = () =>
      pushed().filter(event => event.type === 'catalog.changed' && event.entity === 'certificate').length
    const counts = [announced()]
    must(await call('certificate.update', { id: shop.id, value: { name: 'Store' } }))
    counts.push(announced())
    must(await call('certificate.delete', { id: shop.id }))
    expect([...counts, announced()]).toEqual([1, 2, 3])
  })

  it('needs a file at first, and a name of its own', async () => {
    const { call } = await withShop()
    expect(await call('certificate.create', { name: 'Other' })).toEqual(refusal('content', 'must be given'))
    expect(await call('certificate.create', { name: 'sHOP', content: pem })).toMatchObject({
      ok: false,
      failure: { kind: 'conflict', issues: [{ path: 'name', message: 'is already taken' }] }
    })
  })

  it('keeps its file where only name and notes change', async () => {
    const { call, workspace, shop } = await withShop()
    const before = await vaultEntries(workspace)
    const saved = must(
      await call('certificate.update', { id: shop.id, value: { name: 'Store', notes: 'Renewed in May' } })
    )
    expect(saved).toEqual({ ...shop, name: 'Store', notes: 'Renewed in May' })
    expect(await vaultEntries(workspace)).toBe(before)
  })

  it('forgets what is private of the file before, when it is replaced and when it is deleted', async () => {
    const { call, workspace, shop } = await withShop()
    expect(await vaultEntries(workspace)).toBe(4)
    const saved = must(await call('certificate.update', { id: shop.id, value: { name: 'Shop', content: pem } }))
    expect(saved).toMatchObject({ id: shop.id, format: 'pem', hasPrivateKey: false })
    expect(await vaultEntries(workspace)).toBe(1)
    must(await call('certificate.delete', { id: shop.id }))
    expect(await vaultEntries(workspace)).toBe(0)
  })

  it('that is gone is not found', async () => {
    const { call, shop } = await withShop()
    must(await call('certificate.delete', { id: shop.id }))
    const gone = { ok: false, failure: expect.objectContaining({ kind: 'not-found' }) }
    expect(await call('certificate.delete', { id: shop.id })).toEqual(gone)
    expect(await call('certificate.update', { id: shop.id, value: { name: 'X' } })).toEqual(gone)
  })

  it('is refused without leaving anything in the vault, naming the field in the call', async () => {
    const { call, workspace, shop } = await withShop()
    const update = (value: { content?: string; password?: string }) =>
      call('certificate.update', { id: shop.id, value: { name: 'Shop', ...value } })
    expect(await update({ content: pfx })).toEqual(
      refusal('value.password', 'is needed, because a password locks the file')
    )
    expect(await update({ content: pfx, password: 'other' })).toEqual(
      refusal('value.password', 'does not open the file')
    )
    expect(await update({ password: 'geheim' })).toEqual(refusal('value.password', 'belongs to a file'))
    expect(await update({ content: 'bm90aGluZw==' })).toEqual(
      refusal('value.content', 'is not a certificate file that Slipway can read')
    )
    expect(await update({ content: 'not in base64!' })).toEqual(refusal('value.content', 'must be in base64'))
    expect(await vaultEntries(workspace)).toBe(4)
    expect(must(await call('certificate.list', {}))).toEqual([shop])
  })

  it('may be as large as a call takes, and not larger', async () => {
    const { call } = await openTestWorkspace()
    const bytes = (size: number) =>
      Buffer.concat([Buffer.from(pem, 'base64'), Buffer.alloc(size, '\n')])
        .subarray(0, size)
        .toString('base64')
    expect(bytes(750_000)).toHaveLength(1_000_000)
    must(await call('certificate.create', { name: 'Large', content: bytes(750_000) }))
    expect(await call('certificate.create', { name: 'Larger', content: bytes(750_001) })).toEqual(
      refusal('content', 'must be at most 1,000,000 characters')
    )
  })
})

describe('what variables refer to', () => {
  const deletion = (what: string, users: string) => ({
    ok: false,
    failure: expect.objectContaining({ kind: 'in-use', message: `${what} is used by ${users}.` })
  })

  it('cannot be deleted, neither a certificate nor an account', async () => {
    const { call, shop } = await withShop()
    const { id: projectId } = must(await call('project.create', { name: 'Webshop' }))
    const { id: setId } = must(await call('library.create', { name: 'Common' }))
    const { id: accountId } = must(await call('account.create', { kind: 'agent', name: 'Deploy', username: 'deploy' }))
    const variables = [
      { type: 'certificate' as const, name: 'Cert', certificateId: shop.id },
      { type: 'certificate' as const, name: 'Same', certificateId: shop.id },
      { type: 'account' as const, name: 'Login', accountId }
    ]
    must(await call('variables.save', { projectId, version: 0, variables }))
    must(await call('library.save', { id: setId, version: 0, variables }))
    const both = 'the variables of “Webshop” and the library set “Common”'
    expect(must(await call('certificate.list', {}))).toMatchObject([{ usedBy: 4 }])
    expect(await call('certificate.delete', { id: shop.id })).toEqual(deletion('The certificate “Shop”', both))
    expect(await call('account.delete', { id: accountId })).toEqual(deletion('The account “Deploy”', both))

    must(await call('variables.save', { projectId, version: 1, variables: [] }))
    const set = 'the library set “Common”'
    expect(await call('certificate.delete', { id: shop.id })).toEqual(deletion('The certificate “Shop”', set))
    expect(await call('account.delete', { id: accountId })).toEqual(deletion('The account “Deploy”', set))

    must(await call('library.save', { id: setId, version: 1, variables: [] }))
    must(await call('certificate.delete', { id: shop.id }))
    must(await call('account.delete', { id: accountId }))
  })
})

describe('the audit log', () => {
  it('tells of each change, of secrets only that they were set or replaced', async () => {
    const { call, shop } = await withShop()
    must(
      await call('certificate.update', { id: shop.id, value: { name: 'Shop', notes: 'Twice', content: authorityPem } })
    )
    must(await call('certificate.delete', { id: shop.id }))
    const { entries } = must(await call('audit.list', { limit: 10 }))
    const own = entries.filter(({ subject }) => subject.kind === 'certificate')
    expect(own.map(({ summary }) => summary)).toEqual([
      'Deleted the certificate “Shop”.',
      'Changed the certificate “Shop”: notes, kind of file, thumbprint and 5 more.',
      'Created the certificate “Shop”.'
    ])
    expect(own[1]?.changes).toContainEqual({ field: 'Private key', before: 'set', after: 'removed' })
    expect(own[2]?.changes).toContainEqual({ field: 'Password', before: null, after: 'set' })
    expect(JSON.stringify(own)).not.toMatch(/secret-|geheim|PRIVATE/)
  })
})
