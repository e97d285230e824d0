import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ArtifactId, DeploymentId } from '@shared/ids'
import { expect, test } from 'vitest'
import { ArtifactFolder } from '../../electron/store/artifacts'
import { tempFolder } from '../support/store'

const deployment = 'deployment-0000000001' as DeploymentId
const filesIn = (folder: string) => readdir(join(folder, 'deployments', deployment, 'artifacts'))

test('an artifact is there once it is committed, with every chunk in its order', async () => {
  const folder = await tempFolder()
  const artifacts = new ArtifactFolder(folder)
  const file = await artifacts.create(deployment)
  const chunks = Array.from({ length: 20 }, (_, i) => new Uint8Array(1000).fill(i))
  const writes = chunks.map(chunk => file.write(chunk))
  expect(await filesIn(folder)).not.toContain(file.id)
  await Promise.all([...writes, file.commit()])
  expect(await filesIn(folder)).toEqual([file.id])
  const copy = join(folder, 'copy.bin')
  expect(await artifacts.copyTo(deployment, file.id, copy)).toEqual({ ok: true, value: null })
  expect(await readFile(copy)).toEqual(Buffer.concat(chunks))
})

test('an artifact that is given up leaves nothing', async () => {
  const folder = await tempFolder()
  const file = await new ArtifactFolder(folder).create(deployment)
  await file.write(new Uint8Array(10))
  await file.abort()
  await file.abort()
  expect(await filesIn(folder)).toEqual([])
  await expect(file.write(new Uint8Array(1))).rejects.toThrow('is closed')
  await expect(file.commit()).rejects.toThrow('is closed')
})

test('giving up after the commit does not take the artifact away', async () => {
  const folder = await tempFolder()
  const file = await new ArtifactFolder(folder).create(deployment)
  await file.commit()
  await file.abort()
  expect(await filesIn(folder)).toEqual([file.id])
})

test('an artifact whose file is gone is missing, and an existing file at the goal stays', async () => {
  const folder = await tempFolder()
  const goal = join(folder, 'goal.txt')
  await writeFile(goal, 'mine')
  const copied = await new ArtifactFolder(folder).copyTo(deployment, 'artifact-0000000001' as ArtifactId, goal)
  expect(copied).toMatchObject({ ok: false, failure: { kind: 'artifact-missing' } })
  expect(await readFile(goal, 'utf8')).toBe('mine')
})

test('a place that cannot be written is a failure that names it', async () => {
  const folder = await tempFolder()
  const artifacts = new ArtifactFolder(folder)
  const file = await artifacts.create(deployment)
  await file.commit()
  const goal = join(folder, 'no such folder', 'goal.txt')
  expect(await artifacts.copyTo(deployment, file.id, goal)).toMatchObject({
    ok: false,
    failure: { kind: 'storage-failed', detail: { file: goal } }
  })
  await mkdir(join(folder, 'a folder'))
  expect(await artifacts.copyTo(deployment, file.id, join(folder, 'a folder'))).toMatchObject({ ok: false })
  expect((await readdir(folder)).sort()).toEqual(['a folder', 'deployments'])
})

test.each(['../../outside', '__proto__', ''])('no path comes of the id “%s”', async id => {
  const artifacts = new ArtifactFolder(await tempFolder())
  await expect(artifacts.create(id as DeploymentId)).rejects.toThrow('must be an id')
  await expect(artifacts.copyTo(deployment, id as ArtifactId, '/dev/null')).rejects.toThrow('must be an id')
})
