import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { backendOf } from './support/api'
import type { RunningApp } from './support/app'
import { projectRoot } from './support/app'
import { type Addresses, type DemoScene, makeDemoScene } from './support/demo-scene'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { answersApart, keepAnswersApart, movesOf, watchMoves } from './support/steady'
import { heading } from './support/steps'

// Both at the same time, each in a window of its own.
test.describe.configure({ mode: 'parallel' })

/** Of what goes on a screen shows what is new, so lines come and bars grow: what ended has to be steady. */
const isOfProject = (path: string): boolean => /^\/(projects\/|runbooks|releases|deployments|tasks|audit)/.test(path)

/** Every path that the window has a screen for, but for those that only lead to another one. */
async function pathsOfRouter(): Promise<readonly string[]> {
  const source = await readFile(join(projectRoot, 'renderer/routes.tsx'), 'utf8')
  return [...source.matchAll(/<Route path="([^"]+)"(?!>\s*<Redirect)/g)].flatMap(([, path]) => path ?? [])
}

/** Reads each screen anew, with nothing known, and answers what moved on it once it was there. */
async function movesOn({ app, page }: RunningApp, addresses: Addresses): Promise<Readonly<Record<string, unknown>>> {
  const moved: Record<string, readonly string[]> = {}
  await keepAnswersApart(app)
  await watchMoves(page)
  for (const [path, address] of Object.entries(addresses)) {
    await goTo(page, address)
    await page.reload()
    await expect(heading(page, /./)).toBeVisible()
    const moves = await movesOf(app, page)
    if (moves.length > 0) moved[path] = moves
  }
  return moved
}

async function addressesOfProjects(scene: DemoScene): Promise<Addresses> {
  const { books, fx, test, deploy, releaseOf } = scene
  const [first, second] = [await releaseOf(books, '1.0.0'), await releaseOf(books, '1.1.0')]
  const ofFx = await releaseOf(fx, '2.1.0')
  await deploy(first, test)
  const [ended, rolled] = [await deploy(second, test), await deploy(ofFx, test)]
  return {
    '/projects/:id': `/projects/${books}`,
    '/projects/:id/process': `/projects/${fx}/process`,
    '/projects/:id/variables': `/projects/${books}/variables`,
    '/projects/:id/runbooks': `/projects/${books}/runbooks`,
    '/projects/:id/channels': `/projects/${fx}/channels`,
    '/projects/:id/triggers': `/projects/${books}/triggers`,
    '/projects/:id/tenants': `/projects/${books}/tenants`,
    '/projects/:id/settings': `/projects/${books}/settings`,
    '/projects/:id/releases/new': `/projects/${fx}/releases/new`,
    '/projects/:id/rollback/:environmentId': `/projects/${books}/rollback/${test}`,
    '/releases/compare/:before/:after': `/releases/compare/${first}/${second}`,
    '/releases/:id/changes/:environmentId': `/releases/${second}/changes/${test}`,
    '/releases/:id': `/releases/${second}`,
    'a release with packages': `/releases/${ofFx}`,
    '/deployments/:id': `/deployments/${ended}`,
    'a deployment of packages': `/deployments/${rolled}`,
    '/deployments/:id/files': `/deployments/${rolled}/files`,
    '/deployments/:id/replay': `/deployments/${ended}/replay`
  }
}

const itself = (paths: readonly string[]): Addresses => Object.fromEntries(paths.map(path => [path, path]))

const size = { width: 1280, height: 800 }

test('nothing moves once a screen of a project is there', async ({ launch }) => {
  test.setTimeout(180_000)
  const running = await launch({ preload: answersApart, size })
  const scene = await makeDemoScene(await backendOf(running.page))
  const paths = (await pathsOfRouter()).filter(isOfProject)
  const addresses = {
    ...(await addressesOfProjects(scene)),
    ...Object.fromEntries(Object.entries(scene.addresses).filter(([path]) => isOfProject(path))),
    ...itself(paths.filter(path => !path.includes(':')))
  }
  expect(Object.keys(addresses)).toEqual(expect.arrayContaining([...paths]))
  expect(await movesOn(running, addresses)).toEqual({})
})

test('nothing moves once any other screen is there', async ({ launch }) => {
  test.setTimeout(180_000)
  const running = await launch({ preload: answersApart, size })
  const scene = await makeDemoScene(await backendOf(running.page))
  const paths = (await pathsOfRouter()).filter(path => !isOfProject(path))
  const addresses = {
    ...Object.fromEntries(Object.entries(scene.addresses).filter(([path]) => !isOfProject(path))),
    'the help': '/help',
    '/help/:document?': '/help/lifecycles',
    ...itself(paths.filter(path => !path.includes(':')))
  }
  expect(Object.keys(addresses)).toEqual(expect.arrayContaining([...paths]))
  expect(await movesOn(running, addresses)).toEqual({})
})
