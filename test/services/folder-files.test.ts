import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FailureError } from '@shared/failure-error'
import { describe, expect, it } from 'vitest'
import { openFolder, rehearsal } from '../../electron/services/folder-files'
import { tempFolder } from '../support/store'
import { must } from '../support/workspace'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (content: Uint8Array | null) => (content === null ? null : Buffer.from(content).toString('utf8'))

/** The folder `app` with a file, beside a file that is none of its. */
async function makeFolder() {
  const base = await tempFolder()
  const folder = join(base, 'app')
  await mkdir(join(folder, 'deep'), { recursive: true })
  await writeFile(join(folder, 'deep', 'a.txt'), 'inside')
  await writeFile(join(base, 'b.txt'), 'outside')
  return { base, folder, files: must(await openFolder(folder, 'linux')) }
}

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof FailureError ? error.failure : error)
  )

describe('a folder that may be changed', () => {
  it('has its files at any depth, and those that links inside of it lead to', async () => {
    const { base, folder, files } = await makeFolder()
    await symlink('deep/a.txt', join(folder, 'link'))
    await symlink(join(base, 'b.txt'), join(folder, 'out'))
    await symlink('nowhere', join(folder, 'broken'))
    await symlink(folder, join(folder, 'circle'))
    expect(await files.list()).toEqual(['deep/a.txt', 'link'])
  })

  it('reads and writes nothing outside of it, whatever the path', async () => {
    const { base, folder, files } = await makeFolder()
    await symlink(base, join(folder, 'away'))
    for (const path of ['../b.txt', 'away/b.txt', 'deep/../../b.txt']) {
      expect(await failureOf(files.read(path))).toMatchObject({ kind: 'forbidden' })
      expect(await failureOf(files.write(path, bytes('mine')))).toMatchObject({ kind: 'forbidden' })
    }
    expect(await files.readAbsolute(join(base, 'b.txt'))).toBeNull()
    expect(text(await files.readAbsolute(join(folder, 'deep', 'a.txt')))).toBe('inside')
    expect(await readFile(join(base, 'b.txt'), 'utf8')).toBe('outside')
  })

  it('writes a file as a whole and leaves nothing beside it', async () => {
    const { folder, files } = await makeFolder()
    await files.write('deep/a.txt', bytes('new'))
    expect(text(await files.read('deep/a.txt'))).toBe('new')
    expect(await readdir(join(folder, 'deep'))).toEqual(['a.txt'])
  })

  it('says which file the system refused, and how', async () => {
    const { files } = await makeFolder()
    expect(await failureOf(files.read('missing'))).toMatchObject({
      kind: 'storage-failed',
      message: 'missing could not be found, the system said ENOENT.'
    })
    expect(await failureOf(files.read('deep'))).toMatchObject({ message: expect.stringContaining('EISDIR') })
  })

  it('is rehearsed on without being touched', async () => {
    const { folder, files } = await makeFolder()
    const stage = rehearsal(files)
    await stage.write('deep/a.txt', bytes('new'))
    expect(text(await stage.read('deep/a.txt'))).toBe('new')
    expect(await readFile(join(folder, 'deep', 'a.txt'), 'utf8')).toBe('inside')
  })

  it('must be there', async () => {
    const { base } = await makeFolder()
    expect(await openFolder(join(base, 'nowhere'), 'linux')).toMatchObject({ failure: { kind: 'not-found' } })
    expect(await openFolder(join(base, 'b.txt'), 'linux')).toMatchObject({ failure: { kind: 'not-found' } })
  })
})
