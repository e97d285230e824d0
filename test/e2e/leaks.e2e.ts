import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright/test'
import { talkingScript } from '../leaks/scripts'
import { filesBelow, inFiles, inProcesses, type Needles, namesIn } from '../leaks/search'
import { awkwardSecrets, formsOf, unique } from '../leaks/secrets'
import { makeChain, openLab } from '../support/certificates'
import { type Backend, makeWorld, must, type World } from '../support/world'
import { backendOf, callApi } from './support/api'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { deployInWindow, logLine } from './support/steps'

test.use({ expectedProblems: [/the window crashed/] })
test.setTimeout(240_000)

/** What a test leaves in the main process. */
interface Recording {
  ipcRecord: string[]
}

/** Writes down every message between the window and the main process, in both directions, from now on. */
async function recordIpc(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ ipcMain, BrowserWindow }) => {
    const record: string[] = []
    Object.assign(globalThis, { ipcRecord: record })
    type Handler = (...args: unknown[]) => unknown
    // Electron's own table of handlers: the one place that sees what comes in and what goes out.
    const handlers = (ipcMain as unknown as { _invokeHandlers: Map<string, Handler> })._invokeHandlers
    for (const [channel, handler] of handlers) {
      handlers.set(channel, async (event, ...args) => {
        record.push(JSON.stringify(['to main', args]))
        const answer = await handler(event, ...args)
        record.push(JSON.stringify(['to window', answer]))
        return answer
      })
    }
    for (const { webContents } of BrowserWindow.getAllWindows()) {
      const send = webContents.send.bind(webContents)
      webContents.send = (channel, ...args) => {
        record.push(JSON.stringify(['pushed', args]))
        send(channel, ...args)
      }
    }
  })
}

const recordedIpc = (app: ElectronApplication): Promise<string> =>
  app.evaluate(() => (globalThis as unknown as Recording).ipcRecord.join('\n'))

/** Everything that a person can see, and everything that a screen reader can say, on every screen. */
async function everyScreen(page: Page, world: World, deploymentPath: string): Promise<string> {
  const project = `/projects/${world.projectId}`
  const paths = [
    ...['/', '/projects', project, `${project}/process`, `${project}/variables`, `${project}/releases/new`],
    ...[`/releases/${world.releaseId}`, '/environments', '/targets', '/targets/accounts', '/targets/jump-hosts'],
    ...[
      '/targets/import',
      '/targets/import/hosts',
      `/targets/${world.targetId}`,
      '/tasks',
      deploymentPath,
      '/library/certificates',
      '/audit',
      '/settings'
    ],
    ...['/settings/network', '/settings/security', '/settings/mail']
  ]
  const texts: string[] = []
  for (const path of paths) {
    await goTo(page, path)
    await expect(page.getByRole('main')).toBeVisible()
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
    texts.push(await page.evaluate(() => document.body.innerText), await page.locator('body').ariaSnapshot())
    texts.push(
      await page.evaluate(() =>
        [...document.querySelectorAll<HTMLInputElement>('input, textarea')].map(({ value }) => value).join('\n')
      )
    )
  }
  return texts.join('\n')
}

/** A certificate with a locked key, and what of it nobody may see, by the name of the member that scripts read. */
async function addCertificate(backend: Backend) {
  const lab = await openLab()
  const password = `locked-${unique()}`
  try {
    await makeChain(lab, 'ec')
    await lab.openssl('pkcs8', '-topk8', '-in', 'ec.key', '-out', 'locked.key', '-passout', `pass:${password}`)
    const file = Buffer.concat([await lab.read('locked.key'), await lab.read('ec.pem')]).toString('base64')
    const { id } = await must(backend, 'certificate.create', { name: 'Shop', content: file, password })
    const key = (await lab.read('ec.key')).toString()
    return { id, secrets: { 'Cert.PrivateKeyPem': key, 'Cert.Password': password, 'Cert.RawOriginal': file } }
  } finally {
    await lab.close()
  }
}

test('secrets leave no trace in messages, screens, output, files and crashes of the real app', async ({
  slipway,
  sshd,
  home
}) => {
  const { app, page } = slipway
  let printed = ''
  for (const stream of [app.process().stdout, app.process().stderr])
    stream?.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8')
    })
  const secrets = awkwardSecrets()
  const visible = `visible-${unique()}`
  const backend = await backendOf(page)
  const certificate = await addCertificate(backend)
  const all = { ...secrets, ...certificate.secrets }
  const needles: Needles = new Map(Object.entries(all).map(([name, secret]) => [name, formsOf(secret)]))
  const control: Needles = new Map([['control', [visible]]])
  const found = (text: string, what: Needles) => namesIn(Buffer.from(text), what)

  const world = await makeWorld(backend, {
    server: sshd,
    bodies: [talkingScript(Object.keys(all), {})],
    variables: [
      { type: 'text', name: 'Visible', value: visible },
      { type: 'certificate', name: 'Cert', certificateId: certificate.id },
      ...Object.entries(secrets).map(([name, value]) => ({ type: 'sensitive' as const, name, value }))
    ]
  })
  // From here on nobody types a secret any more, so none may pass in any direction.
  await recordIpc(app)
  await deployInWindow(page, world.releaseId)
  const deploymentPath = new URL(page.url()).pathname
  await expect(logLine(page, `armed ${visible}`)).toBeVisible({ timeout: 60_000 })
  expect(await inProcesses(needles)).toEqual([])
  await writeFile(join(sshd.home, 'go'), '')
  const deploymentId = deploymentPath.split('/').at(-1) ?? ''
  await expect
    .poll(async () => (await callApi(page, 'deployment.get', { id: deploymentId })) as unknown, { timeout: 120_000 })
    .toMatchObject({ ok: true, value: { state: 'finished', outcome: 'succeeded' } })

  const screens = await everyScreen(page, world, deploymentPath)
  expect([found(screens, control), found(screens, needles)]).toEqual([['control'], []])
  const messages = await recordedIpc(app)
  expect([found(messages, control), found(messages, needles)]).toEqual([['control'], []])

  const dumps = await app.evaluate(({ app: main }) => main.getPath('crashDumps'))
  await app.evaluate((_, text) => console.log(text), visible)
  await expect.poll(() => found(printed, control)).toEqual(['control'])
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer())
  await expect.poll(() => page.isClosed() || slipway.problems.includes('the window crashed')).toBe(true)
  expect(found(printed, needles)).toEqual([])
  await slipway.kill()

  await mkdir(dumps, { recursive: true })
  const planted = join(dumps, 'control.dmp')
  await writeFile(planted, `memory ${visible} memory`)
  const files = await filesBelow([home, dumps])
  expect(await inFiles(files, control)).toContain(`control in ${planted}`)
  expect(await inFiles(files, needles)).toEqual([])
})
