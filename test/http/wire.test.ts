import { request as plainRequest } from 'node:http'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { startHttpApi } from '../../electron/http/http-api'
import { spaceIdOf, taskIdOf } from '../../electron/http/wire-ids'
import { onlySpace, openApi, startTestApi, type TestApi, testApiKey } from '../support/http-api'
import { makeZip } from '../support/make-zip'
import { makeTasks, start } from '../support/tasks'
import { openTestWorkspace } from '../support/workspace'

/** A workspace in which engine and machines are played, with its API. */
async function playedApi() {
  const workspace = await openTestWorkspace()
  const api = await startTestApi(onlySpace(workspace.call))
  return { ...workspace, ...api }
}

/** A project “Shop” with a release 1.0.0 and a target in environment “Test”. */
async function shopApi() {
  const played = await playedApi()
  const [shop] = await makeTasks(played.call, ['Shop'])
  return { ...played, shop: shop! }
}

/** One request with exactly these headers. */
const bare = (
  { port }: Pick<TestApi, 'port'>,
  headers: Readonly<Record<string, string>>,
  path = '/api',
  method = 'GET'
) =>
  new Promise<{ readonly status: number; readonly type: string; readonly text: string }>((resolve, reject) => {
    const sent = plainRequest({ host: '127.0.0.1', port, path, method, headers, setHost: false }, response => {
      let text = ''
      response.on('data', chunk => {
        text += chunk
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, type: String(response.headers['content-type']), text })
      )
    })
    sent.on('error', reject)
    sent.end()
  })

describe('rules that clients count on', () => {
  it('37: members have any case, skip counts nothing with ids, unknown ids are passed over, replies are PascalCase', async () => {
    const { send, get } = await shopApi()
    const body = {
      projectName: 'Shop',
      RELEASEVERSION: '1.0.0',
      environmentnames: ['Test'],
      unknown: { x: 1 },
      tenants: null
    }
    const created = await send('POST', '/Spaces-1/deployments/create/untenanted/v1', body)
    expect(created.status).toBe(200)
    const [{ DeploymentId, ServerTaskId }] = created.json.DeploymentServerTasks
    const tasks = await get(`/Spaces-1/tasks?skip=300&take=300&ids=${ServerTaskId},ServerTasks-0000000000,nonsense`)
    expect(tasks.json.Items.map((item: { Id: string }) => item.Id)).toEqual([ServerTaskId])
    const deployments = await get(`/Spaces-1/deployments?skip=5&ids=${DeploymentId},Deployments-1`)
    expect(deployments.json.Items).toMatchObject([{ Id: DeploymentId, TaskId: ServerTaskId, Name: 'Deploy to Test' }])
  })

  it('38: the version is one that the client’s gate lets through, and spaces are found by their exact name', async () => {
    const { get } = await playedApi()
    const { json } = await get('')
    expect(json.Version).toMatch(/^20(2[3-9]|[3-9]\d)\.\d+\.\d+$/)
    expect(json).toMatchObject({
      SlipwayVersion: '0.0.0',
      ApiVersion: '3.0.0',
      InstallationId: expect.stringMatching(/^[0-9a-f-]{36}$/)
    })
    const spaces = await get('/spaces?partialName=Default&skip=0&take=2147483647')
    expect(spaces.json).toMatchObject({
      TotalResults: 1,
      Items: [{ Id: 'Spaces-1', Name: 'Default', IsDefault: true }]
    })
  })

  it('39: a task is cancelled without naming its space, and by the two ways that name it', async () => {
    const { send, get, shop, call, over } = await shopApi()
    const later = { startAt: Date.now() + 3_600_000 }
    for (const path of ['/tasks', '/Spaces-1/tasks', '/spaces/default/tasks']) {
      const id = await start(call, shop, later)
      const reply = await send('POST', `${path}/${taskIdOf(id)}/cancel`, {})
      expect(reply).toMatchObject({ status: 200, json: { Id: taskIdOf(id) } })
      await over(id)
      expect((await get(`/tasks/${taskIdOf(id)}`)).json).toMatchObject({ State: 'Canceled', IsCompleted: true })
    }
    expect((await send('POST', '/tasks/ServerTasks-0000000000/cancel', {})).status).toBe(404)
  })

  it('40: a filter that is missing or empty lets everything through', async () => {
    const { get, call } = await playedApi()
    for (const name of ['Dev', 'Test']) await call('environment.create', { name })
    const names = async (query: string) =>
      (await get(`/Spaces-1/environments${query}`)).json.Items.map((item: { Name: string }) => item.Name)
    for (const query of ['', '?ids=', '?partialName=', '?ids=&partialName=&skip=0'])
      expect(await names(query)).toEqual(['Dev', 'Test'])
    expect(await names('?partialName=es')).toEqual(['Test'])
    expect(await names('?ids=Environments-1')).toEqual([])
  })

  it('41: what goes wrong is JSON with an ErrorMessage, and never a page', async () => {
    const { send, port } = await playedApi()
    for (const [method, path, status] of [
      ['GET', '/nowhere', 404],
      ['GET', '/Spaces-1/nowhere/at/all', 404],
      ['GET', '/Spaces-7', 404],
      ['OPTIONS', '/Spaces-1/projects', 404],
      ['PATCH', '/Spaces-1/projects/x', 404],
      ['GET', '/Spaces-1/projects/Projects-1', 404],
      ['GET', '/Spaces-1/releases/Releases-1', 404],
      ['DELETE', '/Spaces-1/releases/Releases-1', 404],
      ['GET', '/Spaces-1/releases/release-0000000000', 404],
      ['POST', '/Spaces-1/releases/create/v1', 400]
    ] as const) {
      const reply = await send(method, path, method === 'POST' ? { ProjectName: '' } : undefined)
      expect([method, path, reply.status]).toEqual([method, path, status])
      expect(reply.json.ErrorMessage).toEqual(expect.any(String))
      expect(reply.json.Errors).toEqual(expect.any(Array))
    }
    expect((await send('POST', '/Spaces-1/releases/create/v1', '{"broken')).json.Errors).toContain(
      'The body is not valid JSON'
    )
    expect(await bare({ port }, { Host: 'localhost' }, '/index.html')).toMatchObject({
      status: 404,
      type: expect.stringContaining('json')
    })
  })

  it('42: a package that is there already is a conflict in either wording', async () => {
    const { send, get } = await openApi()
    const form = async (name: string, text: string) => {
      const data = new FormData()
      data.append('fileToUpload', new Blob([new Uint8Array(await makeZip({ 'a.txt': text }))]), name)
      return data
    }
    const pushForm = async (body: FormData, mode = 'FailIfExists') => {
      const encoded = new Response(body)
      return send('POST', `/Spaces-1/packages/raw?overwriteMode=${mode}`, new Uint8Array(await encoded.arrayBuffer()), {
        'Content-Type': encoded.headers.get('content-type') ?? ''
      })
    }
    const first = await pushForm(await form('My.App.7.1.0.0.zip', 'one'))
    expect(first).toMatchObject({
      status: 201,
      json: { PackageId: 'My.App', Version: '7.1.0.0', FileExtension: '.zip' }
    })
    for (const text of ['one', 'two']) {
      const again = await pushForm(await form('My.App.7.1.0.0.zip', text))
      expect(again.status).toBe(409)
      expect(again.json.ErrorMessage).toContain('A package with the same name and version already exists')
      expect(again.json.ErrorMessage).toContain('same ID and version')
    }
    expect((await pushForm(await form('My.App.7.1.0.0.zip', 'two'), 'OverwriteExisting')).status).toBe(201)
    expect((await get('/Spaces-1/packages?nuGetPackageId=my.app')).json.TotalResults).toBe(1)
  })
})

describe('who is let in', () => {
  it('says what it is without a key, and nothing else', async () => {
    const { port } = await playedApi()
    const host = { Host: `127.0.0.1:${port}` }
    expect(await bare({ port }, host)).toMatchObject({ status: 200 })
    for (const headers of [host, { ...host, 'X-Octopus-ApiKey': '' }, { ...host, 'X-Octopus-ApiKey': 'API-WRONG' }]) {
      const reply = await bare({ port }, headers, '/api/spaces')
      expect(reply.status).toBe(401)
      expect(JSON.parse(reply.text).ErrorMessage).toBe('This needs an API key of Slipway that holds.')
    }
    for (const headers of [{ 'X-Octopus-ApiKey': testApiKey }, { Authorization: `Bearer ${testApiKey}` }])
      expect((await bare({ port }, { ...host, ...headers }, '/api/spaces')).status).toBe(200)
  })

  it('does not listen to pages in browsers, nor to names that somebody else gave it', async () => {
    const { port } = await playedApi()
    const key = { 'X-Octopus-ApiKey': testApiKey }
    for (const host of ['localhost', `localhost:${port}`, `127.0.0.1:${port}`, '[::1]:80'])
      expect((await bare({ port }, { ...key, Host: host })).status).toBe(200)
    for (const host of ['evil.example', `evil.example:${port}`, '10.0.0.7', '', 'localhost@evil.example'])
      expect((await bare({ port }, { ...key, Host: host })).status).toBe(403)
    for (const origin of ['https://evil.example', 'null', `http://127.0.0.1:${port}`])
      expect((await bare({ port }, { ...key, Host: 'localhost', Origin: origin })).status).toBe(403)
  })

  it('does not listen to pages whose requests have no origin, such as those for images', async () => {
    const { port } = await playedApi()
    const from = async (site: string) => (await bare({ port }, { Host: 'localhost', 'Sec-Fetch-Site': site })).status
    expect([await from('cross-site'), await from('same-site'), await from('none')]).toEqual([403, 403, 200])
  })

  it('reads nothing of what an address asks for before it knows who asks', async () => {
    const { port } = await playedApi()
    const decode = vi.spyOn(globalThis, 'decodeURIComponent')
    onTestFinished(() => decode.mockRestore())
    const query = Array.from({ length: 30_000 }, () => 'a=1').join('&')
    const host = { Host: 'localhost' }
    expect((await bare({ port }, host, `/api?${query}`)).status).toBe(200)
    expect((await bare({ port }, host, `/api/spaces?${query}`)).status).toBe(401)
    expect((await bare({ port }, host, `/elsewhere?${query}`)).status).toBe(404)
    expect(decode.mock.calls.slice(0, 10)).toEqual([['api'], ['api'], ['spaces'], ['elsewhere']])
    expect((await bare({ port }, { ...host, 'X-Octopus-ApiKey': testApiKey }, `/api/spaces?${query}`)).status).toBe(200)
  })
})

describe('lists', () => {
  it('has pages, and counts alone for take=0', async () => {
    const { get, call } = await playedApi()
    for (let number = 1; number <= 5; number++) await call('group.create', { name: `Group ${number}` })
    const { json } = await get('/Spaces-1/projectgroups?skip=2&take=2')
    expect(json).toMatchObject({
      ItemType: 'ProjectGroup',
      TotalResults: 6,
      ItemsPerPage: 2,
      NumberOfPages: 3,
      LastPageNumber: 2
    })
    expect(json.Items).toHaveLength(2)
    expect((await get('/Spaces-1/projectgroups?take=0')).json).toMatchObject({ TotalResults: 6, Items: [] })
    expect((await get('/Spaces-1/tasks?take=0')).json).toMatchObject({ TotalResults: 0, Items: [] })
    expect((await get('/Spaces-1/projectgroups?take=2147483647')).json.Items).toHaveLength(6)
    expect((await get('/Spaces-1/projectgroups?take=-1')).status).toBe(400)
  })

  it('splits ids before it decodes them', async () => {
    const { get } = await playedApi()
    const { json } = await get(`/spaces?ids=${encodeURIComponent('Spaces-1,2')},Spaces-1`)
    expect(json.Items.map((item: { Id: string }) => item.Id)).toEqual(['Spaces-1'])
    expect((await get(`/spaces?ids=${encodeURIComponent('Spaces-1,Spaces-2')}`)).json.Items).toEqual([])
  })

  it('is the same by id, by slug, by name and in the default space', async () => {
    const { get } = await shopApi()
    const [project] = (await get('/projects')).json.Items
    for (const path of ['/Spaces-1', '/spaces/Spaces-1', '/spaces/default', ''])
      for (const name of [project.Id, 'shop', 'Shop', 'SHOP'])
        expect((await get(`${path}/projects/${name}`)).json).toEqual(project)
  })

  it('takes addresses of many kilobytes', async () => {
    const { get } = await playedApi()
    const ids = Array.from({ length: 1000 }, (_, number) => `ServerTasks-${String(number).padStart(10, '0')}`).join(',')
    expect((await get(`/Spaces-1/tasks?ids=${ids}`)).json).toMatchObject({ TotalResults: 0, Items: [] })
  })

  it('leads the Go client on by templates of addresses', async () => {
    const { get } = await playedApi()
    expect((await get('')).json.Links).toMatchObject({ Spaces: expect.stringMatching(/^\/api\/spaces\{\/id\}/) })
    expect((await get('/Spaces-1')).json.Links).toMatchObject({
      Tenants: '/api/Spaces-1/tenants{/id}{?skip,projectId,tags,take,ids,partialName}',
      Projects: expect.stringMatching(/^\/api\/Spaces-1\/projects\{\/id\}/),
      Tasks: expect.stringMatching(/^\/api\/Spaces-1\/tasks\{\/id\}/)
    })
    expect(spaceIdOf('workspace-0a1b2c3d4e')).toBe('Spaces-0a1b2c3d4e')
  })
})

describe('sizes', () => {
  it('refuses JSON of more than 20 MB', async () => {
    const { send } = await playedApi()
    const reply = await send('POST', '/Spaces-1/projects', { Name: 'x'.repeat(30_000_000) })
    expect(reply).toMatchObject({ status: 400, json: { ErrorMessage: 'The body must be at most 20 MB.' } })
    expect((await send('GET', '/Spaces-1/projects')).json.TotalResults).toBe(0)
  })

  it('takes packages of 60 MB', async () => {
    const { send } = await openApi()
    const boundary = 'slipway-test'
    const zip = await makeZip({ 'noise.bin': new Uint8Array(60_000_000).map((_, at) => (at * 2_654_435_761) >>> 24) })
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="fileToUpload"; filename="Big.1.0.0.zip"\r\n\r\n`
    const padding = Buffer.concat([Buffer.from(head), zip, Buffer.from(`\r\n--${boundary}--\r\n`)])
    const reply = await send('POST', '/Spaces-1/packages/raw', padding, {
      'Content-Type': `multipart/form-data; boundary=${boundary}`
    })
    expect(reply).toMatchObject({ status: 201, json: { PackageId: 'Big', PackageSizeBytes: zip.length } })
  })

  it('ends connections that are kept open when it is closed', async () => {
    const { get, close, port } = await playedApi()
    await get('/spaces')
    await close()
    await expect(bare({ port }, { Host: 'localhost' })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('says that its port is taken', async () => {
    const first = await playedApi()
    const options = {
      spaces: onlySpace(first.call),
      authenticate: async () => null,
      versions: { slipway: '0' },
      user: 'ada',
      report: () => undefined
    }
    expect(await startHttpApi(options, { host: '127.0.0.1', port: first.port })).toMatchObject({
      ok: false,
      failure: { kind: 'in-use', message: `The port ${first.port} is used by another program already.` }
    })
  })
})
