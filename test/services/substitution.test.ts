import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tempFolder } from '../support/store'
import { must, openTestWorkspace } from '../support/workspace'

const secret = 'planted-secret-33f0'
const passphrase = 'correct horse battery'

/** A project with the secret Token, and a person who chooses `folder` each time they are asked. */
async function makeProject(folder: string | null) {
  const asked: string[] = []
  const chooseFolder = async () => {
    asked.push('folder')
    return folder
  }
  const { call } = await openTestWorkspace({ ports: { chooseFolder }, vault: 'untouched' })
  must(await call('vault.setUp', { protection: 'passphrase', passphrase }))
  const project = must(await call('project.create', { name: 'Shop' }))
  const token = { type: 'sensitive' as const, name: 'Token', value: secret }
  const broken = { type: 'sensitive' as const, name: 'Broken', value: `#{${secret} | }` }
  must(await call('variables.save', { projectId: project.id, version: 0, variables: [token, broken] }))
  const place = { source: { kind: 'project' as const, id: project.id } }
  return { call, place, asked }
}

describe('values in the files of a folder', () => {
  it('are not put anywhere when the person chooses no folder', async () => {
    const { call, place, asked } = await makeProject(null)
    expect(must(await call('configuration.substitute', { ...place, substituteIn: ['*'] }))).toBeNull()
    expect(asked).toEqual(['folder'])
  })

  it('wait for the vault before anybody is asked for a folder', async () => {
    const { call, place, asked } = await makeProject('/nowhere')
    must(await call('vault.lock', {}))
    const substitute = (includeSecrets: boolean) =>
      call('configuration.substitute', { ...place, substituteIn: ['*'], includeSecrets })
    expect(await substitute(true)).toMatchObject({ failure: { kind: 'vault-locked' } })
    expect(asked).toEqual([])
    // Without secrets there is nothing to open.
    expect(await substitute(false)).toMatchObject({ failure: { kind: 'not-found' } })
    expect(asked).toEqual(['folder'])
  })

  it('are masked in the report also where a filter changed them, in files and in values', async () => {
    const folder = await tempFolder()
    await writeFile(join(folder, 'a'), '#{Build | ToUpper | VersionMinor}')
    await writeFile(join(folder, 'b'), '#{Shouted | VersionMinor}')
    const { call, place } = await makeProject(folder)
    const projectId = place.source.id
    const { version } = must(await call('variables.get', { projectId }))
    const build = { type: 'sensitive' as const, name: 'Build', value: 'v1.99999999999999999999' }
    const shouted = { type: 'text' as const, name: 'Shouted', value: '#{Build | ToUpper}' }
    must(await call('variables.save', { projectId, version, variables: [build, shouted] }))
    for (const file of ['a', 'b']) {
      const options = { substituteIn: [file], includeSecrets: true }
      const report = must(await call('configuration.substitute', { ...place, ...options }))
      expect(report?.failure).toMatch(/A number in the version “••••••” is too large\.$/)
      expect(JSON.stringify(report)).not.toContain('V1.99999999999999999999')
    }
  })

  it('never appear in the report, whatever is wrong with them', async () => {
    const folder = await tempFolder()
    await writeFile(join(folder, 'a'), '#{Token} #{Broken} #{Broken | ToBase64} #{if Broken}x')
    await writeFile(join(folder, 'b.json'), '{"Broken":{"a":1},"Token":[1]}')
    const { call, place } = await makeProject(folder)
    const options = { substituteIn: ['a'], structuredIn: ['b.json'] }
    const report = must(await call('configuration.substitute', { ...place, ...options }))
    expect(report?.messages).not.toEqual([])
    expect(JSON.stringify(report)).not.toContain(secret)
    expect(await readFile(join(folder, 'a'), 'utf8')).toContain(secret)
  })
})
