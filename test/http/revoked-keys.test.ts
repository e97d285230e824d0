import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { taskIdOf } from '../../electron/http/wire-ids'
import { onlySpace, startTestApi, testApiKey } from '../support/http-api'
import { makeZip } from '../support/make-zip'
import { makeTasks, start } from '../support/tasks'
import { must, openTestWorkspace } from '../support/workspace'

/** The API of a workspace, with a key that can be revoked. */
async function revocable() {
  const workspace = await openTestWorkspace()
  let isRevoked = false
  const asked: boolean[] = []
  const api = await startTestApi(onlySpace(workspace.call), {
    authenticate: async (key, isAgain = false) => {
      asked.push(isAgain)
      return key === testApiKey && !isRevoked ? { name: 'CI' } : null
    }
  })
  const revoke = () => {
    isRevoked = true
  }
  return { ...workspace, ...api, revoke, asked }
}
type Revocable = Awaited<ReturnType<typeof revocable>>

/** Sends a body in two halves, the second one once `between` is done. */
async function inHalves(
  { url }: Revocable,
  path: string,
  { body, type }: { readonly body: Buffer; readonly type: string },
  between: () => Promise<void>
) {
  const headers = { 'X-Octopus-ApiKey': testApiKey, 'Content-Type': type, 'Content-Length': body.length }
  const sent = request(`${url}/api${path}`, { method: 'POST', headers })
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>
  sent.write(body.subarray(0, body.length / 2))
  await between()
  sent.end(body.subarray(body.length / 2))
  const [response] = await answered
  response.setEncoding('utf8')
  let text = ''
  for await (const chunk of response) text += chunk
  return { status: response.statusCode, json: JSON.parse(text) }
}

/** Waits until the key was looked at, and long enough for it to be looked at again. */
async function aWhile({ asked }: Revocable): Promise<void> {
  while (asked.length === 0) await sleep(10)
  await sleep(1100)
}

const environment = { body: Buffer.from(JSON.stringify({ Name: 'Live' })), type: 'application/json' }

async function upload() {
  const head = '--b\r\nContent-Disposition: form-data; name="file"; filename="Shop.1.0.0.zip"\r\n\r\n'
  const zip = await makeZip({ 'a.txt': 'a' })
  return {
    body: Buffer.concat([Buffer.from(head), zip, Buffer.from('\r\n--b--\r\n')]),
    type: 'multipart/form-data; boundary=b'
  }
}

describe('a key that is revoked while a request is sent', () => {
  it('lets nothing be done any more, whatever the request began as', async () => {
    const at = await revocable()
    const between = async () => {
      await aWhile(at)
      at.revoke()
    }
    const refused = { status: 401, json: { ErrorMessage: 'This needs an API key of Slipway that holds.' } }
    expect(await inHalves(at, '/environments', environment, between)).toMatchObject(refused)
    expect(must(await at.call('environment.list', {}))).toEqual([])
  })

  it('keeps a package out that was on its way', async () => {
    const at = await revocable()
    const between = async () => {
      await aWhile(at)
      at.revoke()
    }
    expect(await inHalves(at, '/packages/raw', await upload(), between)).toMatchObject({ status: 401 })
    expect(must(await at.call('package.list', {}))).toEqual([])
  })

  it('is no matter where it holds: what comes slowly is done, and looked at a second time only', async () => {
    const at = await revocable()
    expect(await inHalves(at, '/environments', environment, () => aWhile(at))).toMatchObject({ status: 201 })
    expect((await at.send('POST', '/environments', { Name: 'Test' })).status).toBe(201)
    expect(at.asked).toEqual([false, true, false])
  })
})

describe('a key that is revoked while a log is read', () => {
  it('ends the reading', async () => {
    const at = await revocable()
    const [shop] = await makeTasks(at.call, ['Shop'])
    const id = await start(at.call, shop!, { startAt: Date.now() + 3_600_000 })
    const call = at.call
    // A log that goes on for ever, slowly.
    const line = { n: 1, seq: 1, at: 0, run: null, stream: 'stdout', level: 'info', text: 'on and on' }
    const until = Date.now() + 1500
    const api = await startTestApi(
      onlySpace((async (name: string, input: never) => {
        if (name !== 'log.page') return call(name as never, input)
        await sleep(300)
        return { ok: true, value: { lines: [line], total: 1 } }
      }) as typeof call),
      { authenticate: async () => (Date.now() < until ? { name: 'CI' } : null) }
    )
    const headers = { 'X-Octopus-ApiKey': testApiKey }
    const response = await fetch(`${api.url}/api/tasks/${taskIdOf(id)}/raw`, { headers })
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow()
  })
})
