import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { callApi } from './support/api'
import { projectRoot } from './support/app'
import { expect, test } from './support/fixtures'

// The page is made to try what it must not; Chromium says so on the console.
test.use({
  expectedProblems: [
    /Not allowed to|Content Security Policy|violates|status of 404|ERR_BLOCKED_BY_CLIENT|Trusted|WebSocket connection/
  ]
})

const addressOf = (page: Page): Promise<string> => page.evaluate(() => `${location.protocol}//${location.host}`)

test('the window runs in the sandbox, isolated and without Node', async ({ slipway }) => {
  const preferences = await slipway.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    // Electron's types leave this one out.
    const contents = window?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
    const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } = contents.getLastWebPreferences()
    return { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag: webviewTag ?? false }
  })
  expect(preferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false
  })

  const globals = await slipway.page.evaluate(() =>
    ['require', 'process', 'Buffer', 'module', 'global', 'electron', '__dirname'].filter(name => name in window)
  )
  expect(globals).toEqual([])
})

test('the page gets three functions from the app, and no path of a file that it made itself', async ({ slipway }) => {
  const bridge = await slipway.page.evaluate(() => {
    const { slipway } = window as unknown as { readonly slipway: Record<string, unknown> }
    return Object.fromEntries(Object.entries(slipway).map(([name, value]) => [name, typeof value]))
  })
  expect(bridge).toEqual({ call: 'function', subscribe: 'function', pathsOf: 'function' })
  const made = await slipway.page.evaluate(() => window.slipway.pathsOf([new File(['x'], '/etc/passwd')]))
  expect(made).toEqual([])
})

test('the page is served with a policy that allows its own files only', async ({ slipway }) => {
  const policy = await slipway.page.evaluate(async () => {
    const answer = await fetch(location.origin === 'null' ? location.href : '/index.html')
    return answer.headers.get('content-security-policy') ?? ''
  })
  const rules = new Map(
    policy.split(';').map(rule => {
      const [name = '', ...sources] = rule.trim().split(/\s+/)
      return [name, sources] as const
    })
  )
  expect(rules.get('default-src')).toEqual(["'none'"])
  expect(rules.get('script-src')).toEqual(["'self'"])
  expect(rules.get('connect-src')).toEqual(["'self'"])
  for (const name of ['object-src', 'frame-src', 'worker-src', 'frame-ancestors', 'base-uri', 'form-action'])
    expect([name, rules.get(name)]).toEqual([name, ["'none'"]])
  expect(policy).not.toMatch(/unsafe-|\*|https?:/)
  expect([rules.get('require-trusted-types-for'), rules.get('trusted-types')]).toEqual([["'script'"], ['default']])
})

test('text from nowhere becomes script or markup in the page', async ({ slipway }) => {
  const refusals = await slipway.page.evaluate(() => {
    const attempts: Record<string, () => unknown> = {
      'inline script': () => {
        document.head.append(Object.assign(document.createElement('script'), { textContent: 'window.wasInjected = 1' }))
        return 'wasInjected' in window
      },
      'inline handler': () => {
        const button = document.createElement('button')
        button.setAttribute('onclick', 'window.wasInjected = 1')
        button.click()
        return 'wasInjected' in window
      },
      markup: () => Object.assign(document.createElement('div'), { innerHTML: '<img src=x>' }).children.length > 0,
      'text as a timer': () => setTimeout('window.wasInjected = 1' as unknown as () => void),
      'another policy': () =>
        (
          window as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }
        ).trustedTypes.createPolicy('mine', {})
    }
    return Object.fromEntries(
      Object.entries(attempts).map(([name, attempt]) => {
        try {
          return [name, attempt() ? 'done' : 'refused']
        } catch {
          return [name, 'refused']
        }
      })
    )
  })
  expect(Object.entries(refusals).filter(([, outcome]) => outcome !== 'refused')).toEqual([])
})

test('the page cannot leave, open windows or reach files', async ({ slipway }) => {
  const { app, page } = slipway
  expect(await addressOf(page)).toBe('app://ui')

  for (const target of ['https://example.invalid/', 'file:///etc/passwd', 'app://other/', 'data:text/html,left']) {
    await page.evaluate(address => {
      const link = document.createElement('a')
      link.href = address
      document.body.append(link)
      link.click()
      link.remove()
    }, target)
    expect([target, await addressOf(page)]).toEqual([target, 'app://ui'])
  }

  const opened = await page.evaluate(() => window.open('https://example.invalid/', '_blank') === null)
  expect(opened).toBe(true)
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)

  const outside = await page.evaluate(async () => {
    const paths = ['/../main/main.cjs', '/..%2f..%2fpackage.json', '/%2e%2e/%2e%2e/package.json']
    const texts = await Promise.all(paths.map(path => fetch(path).then(answer => answer.text())))
    return texts.filter(text => text.includes('"productName"') || text.includes('electron'))
  })
  expect(outside).toEqual([])
})

test('the page reaches no address by any of the ways that a browser has', async ({ slipway }) => {
  const server = createServer(socket => socket.destroy())
  let visits = 0
  server.on('connection', () => {
    visits += 1
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const outcomes = await slipway.page.evaluate(async port => {
    const at = `127.0.0.1:${port}`
    const settled = async (attempt: () => Promise<unknown>) =>
      attempt().then(
        () => 'reached',
        () => 'refused'
      )
    const heard = (target: EventTarget, good: string, bad: string) =>
      new Promise<void>((done, failed) => {
        target.addEventListener(good, () => done())
        target.addEventListener(bad, () => failed(new Error(bad)))
      })
    return {
      fetch: await settled(() => fetch(`http://${at}/`)),
      name: await settled(() => fetch('https://example.invalid/')),
      image: await settled(() => {
        const image = new Image()
        image.src = `http://${at}/a.png`
        return heard(image, 'load', 'error')
      }),
      socket: await settled(async () => heard(new WebSocket(`ws://${at}/`), 'open', 'error')),
      relay: await settled(async () => {
        const peer = new RTCPeerConnection({
          iceServers: [{ urls: `turn:${at}?transport=tcp`, username: 'a', credential: 'b' }],
          iceTransportPolicy: 'relay'
        })
        peer.createDataChannel('a')
        await peer.setLocalDescription(await peer.createOffer())
        await new Promise<void>((done, failed) => {
          peer.addEventListener('icegatheringstatechange', () => {
            if (peer.iceGatheringState === 'complete') failed(new Error('nothing gathered'))
          })
          peer.addEventListener('icecandidate', ({ candidate }) => {
            if (candidate) done()
          })
        })
      }),
      beacon: navigator.sendBeacon(`http://${at}/`) ? 'queued' : 'refused'
    }
  }, port)
  await new Promise(done => server.close(done))
  expect({ ...outcomes, beacon: '' }).toEqual({
    fetch: 'refused',
    name: 'refused',
    image: 'refused',
    socket: 'refused',
    relay: 'refused',
    beacon: ''
  })
  expect(visits).toBe(0)
})

test('Chromium resolves no name, asks no proxy and takes no certificate', async ({ slipway }) => {
  const seen = await slipway.app.evaluate(async ({ app, session }) => ({
    proxy: await session.defaultSession.resolveProxy('https://example.invalid/'),
    name: await session.defaultSession.resolveHost('localhost').then(
      () => 'resolved',
      () => 'refused'
    ),
    switches: ['disable-background-networking', 'disable-component-update', 'dns-prefetch-disable', 'no-pings'].filter(
      name => !app.commandLine.hasSwitch(name)
    ),
    spelling: session.defaultSession.isSpellCheckerEnabled()
  }))
  expect(seen).toEqual({ proxy: 'DIRECT', name: 'refused', switches: [], spelling: false })
})

test('what a crash would leave behind holds no memory, and goes nowhere', async ({ slipway }) => {
  const seen = await slipway.app.evaluate(async ({ crashReporter }) => {
    const { readFile } = process.getBuiltinModule('node:fs/promises')
    const filter = process.platform === 'linux' ? await readFile('/proc/self/coredump_filter', 'utf8') : '00000000'
    return { filter: filter.trim(), uploads: crashReporter.getUploadedReports().length }
  })
  expect(seen).toEqual({ filter: '00000000', uploads: 0 })
})

test('every permission is denied', async ({ slipway }) => {
  const answers = await slipway.page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone'] as PermissionName[]
    const states = await Promise.all(
      names.map(async name => [name, (await navigator.permissions.query({ name })).state])
    )
    const media = await navigator.mediaDevices?.getUserMedia({ audio: true }).then(
      () => 'granted',
      () => 'denied'
    )
    return { ...Object.fromEntries(states), media: media ?? 'denied' }
  })
  expect(answers).toEqual({
    geolocation: 'denied',
    notifications: 'denied',
    camera: 'denied',
    microphone: 'denied',
    media: 'denied'
  })
})

test('a call from any other page is refused, even through the same preload script', async ({ slipway }) => {
  const preload = join(projectRoot, 'out/preload/preload.cjs')
  const answer = await slipway.app.evaluate(async ({ BrowserWindow }, preload) => {
    const foreign = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } })
    try {
      await foreign.loadURL('data:text/html,<p>Not Slipway</p>')
      return await foreign.webContents.executeJavaScript("window.slipway.call('account.list', {})")
    } finally {
      foreign.destroy()
    }
  }, preload)
  expect(answer).toMatchObject({ ok: false, failure: { kind: 'forbidden' } })
})

test('a frame inside the page has no way to call', async ({ slipway }) => {
  const seen = await slipway.page.evaluate(async () => {
    const frame = document.createElement('iframe')
    frame.src = 'about:blank'
    const loaded = new Promise(done => frame.addEventListener('load', done))
    document.body.append(frame)
    await loaded
    const bridge = frame.contentWindow && 'slipway' in frame.contentWindow ? 'bridge' : 'none'
    frame.remove()
    return bridge
  })
  expect(seen).toBe('none')
})

test('calls that are not in the contract come back as failures', async ({ slipway }) => {
  for (const name of ['__proto__', 'constructor', 'toString', 'environment.explode', '']) {
    const answer = await callApi(slipway.page, name as 'environment.list', {})
    expect([name, answer.ok]).toEqual([name, false])
  }
  const unknownField = await callApi(slipway.page, 'environment.create', { name: 'Test', surprise: 1 } as {
    name: string
  })
  expect(unknownField).toMatchObject({ ok: false, failure: { kind: 'invalid-input' } })
})
