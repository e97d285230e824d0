import type { VariableInput } from '@shared/model/variable-set'
import type { Page } from 'playwright/test'
import { callApi } from '../e2e/support/api'
import { goTo } from '../e2e/support/navigate'
import { must } from '../support/world'
import { installProbe, openWindow, type Probed, quantile, type Sample, watchCpu } from './support/window'

const rowCount = 2000
const times = 60
/** What each interaction may take from the key to the picture, in milliseconds. */
const goal = 50

/** What is done, and what a person calls it. */
interface Interaction {
  readonly name: string
  readonly prepare?: (page: Page) => Promise<void>
  readonly act: (page: Page, turn: number) => Promise<void>
}

const key = (name: string, press: (turn: number) => string, prepare?: (page: Page) => Promise<void>): Interaction => ({
  name,
  ...(prepare ? { prepare } : {}),
  act: (page, turn) => page.keyboard.press(press(turn))
})

const filterField = (page: Page) => page.getByRole('textbox', { name: 'Filter variables' })

/** Puts the cursor into the value of a row in the middle. */
async function enterGrid(page: Page): Promise<void> {
  await filterField(page).fill('')
  await page.keyboard.press('Escape')
  await filterField(page).press('Enter')
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('ArrowRight')
  for (let i = 0; i < 20; i++) await page.keyboard.press('PageDown')
}

const letters = 'abcdefghijklmnopqrstuvwxyz'
const letter = (turn: number): string => letters.charAt(turn % letters.length)

const interactions: readonly Interaction[] = [
  key('move the cell', turn => (turn % 20 < 16 ? 'ArrowDown' : 'ArrowRight'), enterGrid),
  key('begin to edit by typing', letter, enterGrid),
  key('type in an edit', letter, async page => {
    await enterGrid(page)
    await page.keyboard.press('F2')
  }),
  {
    name: 'commit an edit',
    prepare: enterGrid,
    act: async (page, turn) => {
      await page.keyboard.press(letter(turn), { delay: 0 })
      await page.evaluate(() => (window as unknown as Probed).probe.reset())
      await page.keyboard.press('Enter')
    }
  },
  key('undo', () => 'Control+z', enterGrid),
  key(
    'filter by typing',
    turn => (turn % 6 === 5 ? 'Control+a' : 'Key42'.charAt(turn % 6)),
    async page => {
      await filterField(page).fill('')
      await filterField(page).focus()
    }
  ),
  key('PageDown', turn => (turn % 30 < 20 ? 'PageDown' : 'PageUp'), enterGrid),
  key('Ctrl+End and Ctrl+Home', turn => (turn % 2 === 0 ? 'Control+End' : 'Control+Home'), enterGrid),
  {
    name: 'scroll by wheel',
    prepare: async page => {
      await enterGrid(page)
      await page.mouse.move(700, 500)
    },
    act: (page, turn) => page.mouse.wheel(0, turn % 20 < 14 ? 480 : -480)
  }
]

async function measureOne(page: Page, { prepare, act }: Interaction, cpuTime: () => Promise<number>) {
  await prepare?.(page)
  await page.waitForTimeout(300)
  await page.evaluate(() => {
    const { probe } = window as unknown as Probed
    probe.reset()
    probe.longest = 0
  })
  const samples: Sample[] = []
  const cpu: number[] = []
  for (let turn = 0; turn < times; turn++) {
    const before = await cpuTime()
    await act(page, turn)
    // As fast as people type, and not in step with the screen.
    await page.waitForTimeout(40 + ((turn * 37) % 90))
    const found = await page.evaluate(() => {
      const { probe } = window as unknown as Probed
      const [last] = probe.samples.slice(-1)
      probe.reset()
      return last
    })
    if (found) samples.push(found)
    cpu.push(((await cpuTime()) - before) * 1000)
  }
  const longest = await page.evaluate(() => (window as unknown as Probed).probe.longest)
  return { painted: samples.map(({ painted }) => painted), cpu, longest }
}

/** Three values for each name, as in a shop with three environments; every tenth refers to another. */
const variables = (environments: readonly string[]): VariableInput[] =>
  Array.from({ length: rowCount }, (_, i) => {
    const group = Math.floor(i / 4)
    const environment = environments[i % 4]
    return {
      type: 'text',
      name: `Shop.Key${group}.Url`,
      value: i % 10 === 0 ? `https://#{Shop.Key${group + 1}.Url}/${i}` : `https://host-${i}.example/path/${i}`,
      description: i % 5 === 0 ? `What row ${i} is for` : '',
      ...(environment === undefined ? {} : { scope: { environments: [environment] } })
    } as unknown as VariableInput
  })

async function fill(page: Page): Promise<string> {
  const backend = {
    call: (name: Parameters<typeof callApi>[1], input: never) => callApi(page, name, input),
    subscribe: () => () => undefined
  } as never
  const environments: string[] = []
  for (const name of ['Test', 'Staging', 'Production'])
    environments.push((await must(backend, 'environment.create', { name })).id)
  for (let i = 0; i < 24; i++)
    await must(backend, 'target.create', {
      kind: 'local',
      name: `target-${i}`,
      roles: [['web', 'db', 'worker'][i % 3] ?? 'web'],
      environmentIds: [environments[i % 3] as never]
    })
  const { id: projectId } = await must(backend, 'project.create', { name: 'Web Shop' })
  const steps = Array.from({ length: 8 }, (_, i) => ({
    name: `Step ${i}`,
    location: 'targets' as const,
    roles: ['web', 'db'],
    actions: [
      { type: 'script' as const, syntax: 'bash' as const, body: `echo #{Shop.Key${i}.Url}\n`.repeat(60) }
    ] as never
  }))
  await must(backend, 'process.save', { projectId, version: 0, steps })
  await must(backend, 'variables.save', { projectId, version: 0, variables: variables(environments) })
  return projectId
}

/** Prints how long the variable editor takes for each interaction with 2,000 rows, in real Electron. */
export async function run(args: readonly string[]): Promise<void> {
  const { page, close } = await openWindow()
  const projectId = await fill(page)
  await page.reload()
  await goTo(page, `/projects/${projectId}/variables`)
  await page.getByRole('grid').waitFor()
  await page.evaluate(installProbe)
  const cpuTime = await watchCpu(page)
  for (const withPreview of args.includes('--plain') ? [false] : [false, true]) {
    if (withPreview) await page.getByRole('button', { name: 'Preview' }).click()
    console.log(
      `\n${rowCount} rows${withPreview ? ', with the preview open' : ''} (milliseconds, ${times} times each, goal ${goal})`
    )
    console.log(['interaction', 'p50', 'p95', 'max', 'CPU p50', 'CPU p95', 'longest task', ''].map(cellOf).join(''))
    for (const interaction of interactions) {
      const { painted, cpu, longest } = await measureOne(page, interaction, cpuTime)
      const p95 = quantile(painted, 0.95)
      const figures = [quantile(painted, 0.5), p95, Math.max(...painted), quantile(cpu, 0.5), quantile(cpu, 0.95)].map(
        value => value.toFixed(1)
      )
      const long = longest === 0 ? '< 50' : longest.toFixed(0)
      console.log([interaction.name, ...figures, long, p95 < goal ? 'ok' : 'MISSED'].map(cellOf).join(''))
    }
  }
  await close()
}

const cellOf = (text: string, index: number): string => (index === 0 ? text.padEnd(28) : text.padStart(14))
