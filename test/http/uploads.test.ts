import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openApi, startTestApi, type TestApi, testApiKey } from '../support/http-api'
import { makeZip } from '../support/make-zip'
import { packageStep } from '../support/shop'
import { tempFolder } from '../support/store'
import { must } from '../support/workspace'

const boundary = 'slipway-test'
const path = '/Spaces-1/packages/raw'

const send = (api: TestApi, body: Uint8Array | string, type = `multipart/form-data; boundary=${boundary}`) =>
  api.send('POST', path, body, { 'Content-Type': type })

const part = (disposition: string, content: Uint8Array | string) =>
  Buffer.concat([
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`),
    Buffer.from(content as never),
    Buffer.from('\r\n')
  ])
const end = Buffer.from(`--${boundary}--\r\n`)

/** A release that needs the newest version of the package “Shop”. */
async function releaseWith({ backend }: Awaited<ReturnType<typeof openApi>>) {
  const { call } = backend
  const { id: projectId } = must(await call('project.create', { name: 'Shop' }))
  must(await call('process.save', { projectId, version: 0, steps: [packageStep('Web', 'Shop')] }))
  must(await call('release.create', { projectId, version: '1.0' }))
}

/** The app with a folder for temporary files of its own, and how many uploads lie there. */
async function watchedApi() {
  const folder = await tempFolder()
  vi.stubEnv('TMPDIR', folder)
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
  const api = await openApi()
  const left = async () => (await readdir(folder)).filter(name => name.startsWith('slipway-upload-')).length
  return { api, left }
}

describe('packages that are pushed', () => {
  it('are refused in words where nothing can be made of them, and leave nothing behind', async () => {
    const { api, left } = await watchedApi()
    const zip = await makeZip({ 'a.txt': 'a' })
    const file = (name: string, content: Uint8Array | string = zip) =>
      Buffer.concat([part(`name="fileToUpload"; filename="${name}"`, content), end])
    for (const [body, type] of [
      ['{}', 'application/json'],
      ['nothing of a form', undefined],
      [Buffer.concat([part('name="other"', 'text'), end]), undefined],
      // Without its end.
      [part('name="fileToUpload"; filename="Shop.1.0.0.zip"', zip), undefined],
      [file('Shop.zip'), undefined],
      [file('Shop.1.0.0.exe'), undefined],
      [file('..'), undefined],
      [file('Shop.1.0.0.zip', 'no archive'), undefined]
    ] as const) {
      const reply = await send(api, body, type)
      expect(reply).toMatchObject({ status: 400, json: { ErrorMessage: expect.any(String) } })
    }
    expect((await api.get('/packages')).json.TotalResults).toBe(0)
    expect(await left()).toBe(0)
  })

  it('are refused at once where their name says nothing, and whoever sends them comes to read that', async () => {
    const { api, left } = await watchedApi()
    const large = Buffer.concat([part('name="fileToUpload"; filename="a:b"', Buffer.alloc(50_000_000)), end])
    const reply = await send(api, large)
    expect(reply).toMatchObject({
      status: 400,
      json: { ErrorMessage: expect.stringContaining('must have a file name') }
    })
    expect(await left()).toBe(0)
  })

  it('leave nothing behind where the connection ends in the middle', async () => {
    const { api, left } = await watchedApi()
    const socket = connect({ host: '127.0.0.1', port: api.port })
    const head = [
      `POST /api${path} HTTP/1.1`,
      'Host: localhost',
      `X-Octopus-ApiKey: ${testApiKey}`,
      'Content-Length: 5000000',
      `Content-Type: multipart/form-data; boundary=${boundary}`
    ]
    socket.write(`${head.join('\r\n')}\r\n\r\n`)
    socket.write(part('name="fileToUpload"; filename="Shop.1.0.0.zip"', Buffer.alloc(1_000_000)))
    await expect.poll(left).toBe(1)
    socket.destroy()
    await expect.poll(left).toBe(0)
  })

  it('are swept when the API starts, where an earlier one left them days ago', async () => {
    const { api, left } = await watchedApi()
    const old = new Date(Date.now() - 2 * 24 * 3_600_000)
    for (const name of ['slipway-upload-older', 'slipway-upload-newer', 'slipway-other']) {
      await mkdir(join(tmpdir(), name))
      await writeFile(join(tmpdir(), name, 'Shop.1.0.0.zip'), 'half')
      if (name !== 'slipway-upload-newer') await utimes(join(tmpdir(), name), old, old)
    }
    await startTestApi(api.backend.spaces)
    expect(await left()).toBe(1)
    expect(await readdir(tmpdir())).toEqual(expect.arrayContaining(['slipway-upload-newer', 'slipway-other']))
  })

  it('have the name that the client gave them, and no folder of it', async () => {
    const api = await openApi()
    const zip = await makeZip({ 'a.txt': 'a' })
    const name = 'name="fileToUpload"; filename="../../etc/Shop.Web.1.0.0.zip"'
    const reply = await send(api, Buffer.concat([part(name, zip), end]))
    expect(reply).toMatchObject({ status: 201, json: { Id: 'packages-Shop.Web.1.0.0' } })
    const id = encodeURIComponent('packages-Shop.Web.1.0.0')
    expect((await api.send('DELETE', `/packages/${id}`)).status).toBe(200)
    expect((await api.get(`/packages/${id}`)).status).toBe(404)
  })

  it('never replace what a release needs, and say whether what is there is the same', async () => {
    const api = await openApi()
    const push = async (text: string, mode: string) => {
      const zip = await makeZip({ 'a.txt': text })
      const body = Buffer.concat([part('name="fileToUpload"; filename="Shop.1.0.0.zip"', zip), end])
      return api.send('POST', `${path}?overwriteMode=${mode}`, body, {
        'Content-Type': `multipart/form-data; boundary=${boundary}`
      })
    }
    expect((await push('one', 'FailIfExists')).status).toBe(201)
    const why = async (text: string) => (await push(text, 'FailIfExists')).json.ErrorMessage
    expect(await why('one')).toMatch(/with the same content\.$/)
    expect(await why('two')).toMatch(/with other content\.$/)
    await releaseWith(api)
    expect(await push('two', 'OverwriteExisting')).toMatchObject({
      status: 409,
      json: { ErrorMessage: expect.stringContaining('1.0') }
    })
    expect((await push('one', 'OverwriteExisting')).status).toBe(201)
  })

  it('are found by ids with a plus in them', async () => {
    const api = await openApi()
    const zip = await makeZip({ 'a.txt': 'a' })
    const name = 'name="fileToUpload"; filename="Shop.1.0.0+build.zip"'
    expect((await send(api, Buffer.concat([part(name, zip), end]))).status).toBe(201)
    expect((await api.get('/packages/packages-Shop.1.0.0%2Bbuild')).json).toMatchObject({ Version: '1.0.0+build' })
  })
})
