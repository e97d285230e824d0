// Runs inside a network namespace of its own: a whole session of the app, and what the kernel counted meanwhile.
// Prints one line of JSON. Started by network.e2e.ts.
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { _electron } from 'playwright'

const [home, root] = process.argv.slice(2)

/** Packets that left on the way out of the machine. */
const packetsOut = () =>
  Number(
    readFileSync('/proc/net/dev', 'utf8')
      .match(/out0:(.*)/)[1]
      .trim()
      .split(/\s+/)[8]
  )

/** TCP connections that were begun inside this namespace. */
function begun() {
  const [names, values] = readFileSync('/proc/net/snmp', 'utf8')
    .split('\n')
    .filter(line => line.startsWith('Tcp:'))
    .map(line => line.split(' '))
  return Number(values[names.indexOf('ActiveOpens')])
}

const sendOnePacket = () =>
  new Promise(done => {
    const socket = createSocket('udp4')
    socket.send('x', 9, '192.0.2.99', () => socket.close(done))
  })

const call = (page, name, input) =>
  page
    .evaluate(([name, input]) => window.slipway.call(name, input), [name, input])
    .then(result => {
      if (!result.ok) throw new Error(result.failure.message)
      return result.value
    })

async function deploy(page) {
  const projects = await call(page, 'project.list', {})
  const { id: projectId } = projects.find(({ name }) => name === 'Hello World')
  const [{ id: releaseId }] = await call(page, 'release.list', { projectId })
  const [{ id: environmentId }] = await call(page, 'environment.list', {})
  await call(page, 'deployment.start', { releaseId, environmentId })
  for (;;) {
    const [{ state, outcome }] = await call(page, 'deployment.list', { limit: 1 })
    if (state === 'finished') return outcome
    await wait(100)
  }
}

const packetsBefore = packetsOut()
const app = await _electron.launch({
  args: ['.', '--disable-gpu'],
  cwd: root,
  env: { ...process.env, SLIPWAY_HOME: home }
})
try {
  const page = await app.firstWindow()
  await page.getByRole('button', { name: /Explore the demo/ }).waitFor()
  // All connections of what drives the window are there by now.
  const before = begun()
  await page.getByRole('button', { name: /Explore the demo/ }).click()
  await page.getByRole('region', { name: 'Demo workspace' }).waitFor()
  await call(page, 'settings.setAirGap', { isAirGapped: true })
  const outcome = await deploy(page)
  for (const screen of ['Projects', 'Tasks', 'Environments', 'Targets']) {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: screen, exact: true }).click()
    await page.getByRole('heading', { name: screen, exact: true, level: 1 }).waitFor()
  }
  const report = await call(page, 'network.get', {})
  const kernel = begun() - before
  await app.close()
  const packets = packetsOut() - packetsBefore
  await sendOnePacket()
  const isCounting = packetsOut() - packetsBefore > packets
  process.stdout.write(`${JSON.stringify({ outcome, report, kernel, packets, isCounting })}\n`)
} catch (error) {
  app.process().kill('SIGKILL')
  throw error
}
