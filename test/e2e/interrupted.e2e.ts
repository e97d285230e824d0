import { listProcesses } from '../support/processes'
import { logLines, makeWorld, must, startDeployment } from '../support/world'
import { backendOf } from './support/api'
import { expect, test } from './support/fixtures'

// Every line carries its number, so that a gap would show.
const body = 'for i in $(seq 1 100000); do echo "line $i"; [ $((i % 50)) -eq 0 ] && sleep 0.02; done'

const numbersOf = (lines: readonly { readonly text: string }[]): readonly number[] =>
  lines.flatMap(line => /^line (\d+)$/.exec(line.text)?.[1] ?? []).map(Number)

test('after a power cut the deployment is interrupted, its log is complete up to then, and nothing else is lost', async ({
  launch,
  sshd
}) => {
  test.setTimeout(120_000)
  const first = await launch()
  const backend = await backendOf(first.page)
  const world = await makeWorld(backend, { server: sshd, bodies: [body] })
  const catalogue = async (from: typeof backend) => [
    await must(from, 'environment.list', {}),
    await must(from, 'account.list', {}),
    await must(from, 'target.list', {}),
    await must(from, 'project.list', {}),
    await must(from, 'process.get', { projectId: world.projectId }),
    await must(from, 'release.get', { id: world.releaseId })
  ]
  const before = await catalogue(backend)
  const started = await startDeployment(backend, world)
  await started.sees('line 500')
  const seen = numbersOf(await logLines(backend, started.id))
  const { pid } = first.app.process()
  await first.kill()
  expect((await listProcesses()).filter(item => item.pid === pid && !item.command.includes('<defunct>'))).toEqual([])

  const second = await launch()
  const after = await backendOf(second.page)
  expect(await must(after, 'deployment.get', { id: started.id })).toMatchObject({
    state: 'interrupted',
    runs: { [`1.${world.targetId}`]: { state: 'unknown' } }
  })
  const kept = numbersOf(await logLines(after, started.id))
  expect(kept.length).toBeGreaterThanOrEqual(seen.length)
  expect(kept).toEqual(kept.map((_, index) => index + 1))
  expect(await catalogue(after)).toEqual(before)

  // It begins where the power cut left off.
  await expect(second.page).toHaveURL(new RegExp(`/deployments/${started.id}$`))
  await expect(second.page.getByText('Interrupted').first()).toBeVisible()
  // What is over opens at its beginning.
  await second.page.getByRole('log', { name: 'Task log' }).focus()
  await second.page.keyboard.press('End')
  await expect(second.page.getByText(`line ${kept.at(-1)}`, { exact: true })).toBeVisible()

  // The same can be deployed again.
  const again = await startDeployment(after, world)
  await again.sees('line 100')
  await must(after, 'deployment.cancel', { id: again.id })
  expect(await again.over).toMatchObject({ state: 'finished', outcome: 'cancelled' })
})
