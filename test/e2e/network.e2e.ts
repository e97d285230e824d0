import { execFile, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { NetworkReport } from '@shared/network'
import { callApi } from './support/api'
import { projectRoot } from './support/app'
import { expect, test } from './support/fixtures'

const run = promisify(execFile)

/** What the session reports that ran in a network namespace of its own. */
interface Session {
  readonly outcome: string
  readonly report: NetworkReport
  /** Connections that the kernel counted. */
  readonly kernel: number
  /** Packets on the way out of the machine. */
  readonly packets: number
  /** Whether that counter counts. */
  readonly isCounting: boolean
}

const newNamespace = ['--net', ...(process.getuid?.() === 0 ? [] : ['--map-root-user'])]

/** A network with this machine's own addresses, and a way out that leads nowhere but counts. */
const prepare = [
  'ip link set lo up',
  'ip link add out0 type veth peer name far0',
  'ip link set out0 addrgenmode none',
  'ip link set far0 addrgenmode none up',
  'ip address add 192.0.2.2/24 dev out0',
  'ip link set out0 up',
  'ip route add default via 192.0.2.1'
].join(' && ')

test('a whole session behind an air gap: no packet leaves, and the ledger has what the kernel counted', async ({
  home
}) => {
  const isPossible = spawnSync('unshare', [...newNamespace, 'sh', '-c', prepare]).status === 0
  test.skip(!isPossible, 'This system makes no network namespaces.')
  const session = join(projectRoot, 'test/e2e/support/network-session.mjs')
  const words = [...newNamespace, 'sh', '-c', `${prepare} && exec "$@"`, 'sh', process.execPath, session]
  const { stdout } = await run('unshare', [...words, home, projectRoot], { maxBuffer: 10_000_000, timeout: 55_000 })
  const { outcome, report, kernel, packets, isCounting }: Session = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
  const connections = report.entries.filter(
    ({ kind, port, state }) => kind === 'connection' && port !== null && state !== 'blocked'
  )
  expect({ outcome, packets, isCounting, isAirGapped: report.isAirGapped }).toEqual({
    outcome: 'succeeded',
    packets: 0,
    isCounting: true,
    isAirGapped: true
  })
  expect(connections.length).toBeGreaterThan(0)
  expect(connections.length).toBe(kernel)
  expect([report.undeclared, report.blocked]).toEqual([0, 0])
  expect(report.entries.filter(({ why }) => why === null)).toEqual([])
})

test('a connection that code of the main process opens is blocked by the air gap, and shown', async ({ slipway }) => {
  const { app, page } = slipway
  const knock = () =>
    app.evaluate(async () => {
      const { connect } = process.getBuiltinModule('node:net')
      return new Promise<string>(done => {
        connect(9, '127.0.0.1').on('error', error => done('code' in error ? String(error.code) : error.message))
      })
    })
  expect(await knock()).toBe('ECONNREFUSED')
  expect((await callApi(page, 'settings.setAirGap', { isAirGapped: true })).ok).toBe(true)
  expect(await knock()).toBe('ERR_AIR_GAPPED')

  await page.getByRole('link', { name: 'Settings and about' }).click()
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Network' }).click()
  await expect(page.getByRole('heading', { name: '1 connection that you did not ask for' })).toBeVisible()
  const rows = page.getByRole('table', { name: 'Network ledger' }).getByRole('row')
  await expect(rows.nth(1)).toContainText(/127\.0\.0\.1:9.*not declared.*Blocked/)
  await expect(rows.nth(2)).toContainText(/127\.0\.0\.1:9.*undeclared.*Failed/)
  await expect(page.getByRole('switch', { name: /Let nothing through/ })).toBeChecked()
})
