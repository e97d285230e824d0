import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeploymentId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import { describe, expect, it } from 'vitest'
import { zipOf } from '../support/archives'
import { tempFolder } from '../support/store'
import { deployWeb, lastOf, listed, make, type Shop, shop, versions, type When } from '../support/triggers'
import { must, openTestWorkspace } from '../support/workspace'

describe('a package that comes in', () => {
  const when = ({ actionId }: Shop): When => ({ kind: 'package', actionId, reference: '' })

  it('makes a release with itself, which is deployed', async () => {
    const at = await shop([deployWeb])
    const id = await make(at, 'New Web', when(at), { kind: 'create-release', environmentId: at.test })
    expect(await at.bring('1.0.0')).toMatchObject([{ kind: 'imported' }])
    const last = await lastOf(at, id)
    expect(last).toMatchObject({ outcome: 'done', message: 'Made the release 0.0.1 and began its deployment to Test.' })
    const { plan } = await at.over(last.deploymentId as DeploymentId)
    const release = must(await at.call('release.get', { id: plan.release.id }))
    expect(release.snapshot?.packages).toMatchObject([{ packageId: 'Shop.Web', version: '1.0.0' }])
  })

  it('makes one release for each newer version, in their order, and none for what is older or there', async () => {
    const at = await shop([deployWeb])
    const id = await make(at, 'New Web', when(at), { kind: 'create-release' })
    await at.bring('1.0.0', '1.1.0', '0.9.0')
    const last = await at.until(async () => {
      const found = (await listed(at, id)).last
      return found?.outcome === 'nothing-to-do' ? found : null
    })
    expect(last).toMatchObject({ message: 'Shop.Web 0.9.0 is older than 1.1.0, which the release 0.0.2 has.' })
    expect(await versions(at)).toEqual(['0.0.2', '0.0.1'])
    // The same once more is no news.
    expect(await at.bring('1.1.0')).toMatchObject([{ kind: 'same' }])
    expect(must(await at.call('trigger.fire', { id })).last).toMatchObject({
      message: 'The release 0.0.2 has Shop.Web 1.1.0 already.'
    })
    expect(await versions(at)).toHaveLength(2)
  })

  it('that the channel does not take makes none', async () => {
    const at = await shop([deployWeb])
    const slots = [{ actionId: at.actionId, reference: '' }]
    const rules = [{ slots, range: '[2.0,3.0)' }]
    const channel = must(await at.call('channel.create', { projectId: at.projectId, value: { name: 'Two', rules } }))
    const id = await make(at, 'New Web', when(at), { kind: 'create-release', channelId: channel.id })
    await at.bring('1.0.0')
    const first = await lastOf(at, id)
    expect(first).toMatchObject({
      outcome: 'nothing-to-do',
      message: 'Shop.Web 1.0.0 is not for the channel “Two”, which takes versions in [2.0,3.0).'
    })
    at.clock.advance(1)
    await at.bring('2.1.0')
    expect(await lastOf(at, id, first)).toMatchObject({ outcome: 'done', message: 'Made the release 0.0.1.' })
  })

  it('is imported although the release cannot be made', async () => {
    const at = await shop([deployWeb])
    const id = await make(at, 'New Web', when(at), { kind: 'create-release', environmentId: at.test })
    must(await at.call('environment.update', { id: at.test, value: { name: 'Test' } }))
    const saved = must(await at.call('process.get', { projectId: at.projectId }))
    const [web] = saved.steps
    const more: StepInput = {
      ...deployWeb,
      name: 'Api',
      actions: [{ type: 'deploy-package', package: { packageId: 'Shop.Api' } }]
    }
    must(await at.call('process.save', { projectId: at.projectId, version: saved.version, steps: [web!, more] }))
    expect(await at.bring('1.0.0')).toMatchObject([{ kind: 'imported' }])
    expect(await lastOf(at, id)).toMatchObject({
      outcome: 'failed',
      message: expect.stringMatching(/^No release was made\. .*Shop\.Api/)
    })
  })

  it('sets a trigger off when somebody fetches it from a feed, and not when a release brings it', async () => {
    const at = await shop()
    const folder = await tempFolder()
    const bring = async (version: string) =>
      writeFile(join(folder, `Shop.Web.${version}.zip`), zipOf([{ name: 'app.txt', content: version }]))
    await bring('1.0.0')
    const place = { kind: 'folder', location: folder, username: '', password: '' } as const
    const feed = must(await at.call('feed.save', { id: null, feed: { name: 'Stick', ...place } }))
    const step: StepInput = {
      ...deployWeb,
      actions: [{ type: 'deploy-package', package: { packageId: 'Shop.Web', feedId: feed.id } }]
    }
    const saved = must(await at.call('process.save', { projectId: at.projectId, version: 1, steps: [step] }))
    const onFeed: When = { kind: 'package', actionId: saved.steps[0]!.actions[0]!.id, reference: '' }
    const id = await make(at, 'New Web', onFeed, { kind: 'create-release' })
    await at.release('1.0.0')
    expect((await listed(at, id)).last).toBeUndefined()
    await bring('1.1.0')
    must(await at.call('feed.fetch', { id: feed.id, packageId: 'Shop.Web', version: '1.1.0' }))
    expect(await lastOf(at, id)).toMatchObject({ outcome: 'done', message: 'Made the release 1.0.1.' })
    expect(await versions(at)).toEqual(['1.0.1', '1.0.0'])
  })

  it('sets nothing off where triggers do not run, as with a command that ends soon', async () => {
    const at = await shop([deployWeb])
    const id = await make(at, 'New Web', when(at), { kind: 'create-release' })
    await at.close()
    const quiet = await openTestWorkspace({ home: at.home })
    const folder = await tempFolder()
    await writeFile(join(folder, 'Shop.Web.1.0.0.zip'), zipOf([{ name: 'app.txt', content: 'a' }]))
    must(await quiet.call('package.import', { paths: [join(folder, 'Shop.Web.1.0.0.zip')] }))
    expect(await listed(quiet, id)).toMatchObject({ nextAt: null })
    expect((await listed(quiet, id)).last).toBeUndefined()
  })
})
