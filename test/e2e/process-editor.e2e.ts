import type { StepInput } from '@shared/model/process'
import type { Locator, Page } from 'playwright/test'
import { type Backend, must } from '../support/world'
import { backendOf } from './support/api'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'

const script = (name: string, body = `echo ${name}`) => ({
  type: 'script' as const,
  name,
  syntax: 'bash' as const,
  body
})
const single = (name: string, more: Partial<StepInput> = {}): StepInput => ({
  name,
  location: 'targets',
  roles: ['web'],
  actions: [{ type: 'script', syntax: 'bash', body: `echo ${name}` }],
  ...more
})

async function makeShop(backend: Backend) {
  const production = await must(backend, 'environment.create', { name: 'Production', isProduction: true })
  await must(backend, 'environment.create', { name: 'Test' })
  const { id } = await must(backend, 'project.create', { name: 'Web Shop' })
  await must(backend, 'project.create', { name: 'Search Index' })
  await must(backend, 'variables.save', {
    projectId: id,
    version: 0,
    variables: [
      { type: 'text', name: 'Shop.Url', value: 'https://shop.example' },
      { type: 'text', name: 'Balancer', value: 'lb-1' }
    ]
  })
  return { projectId: id, productionId: production.id }
}

const list = (page: Page): Locator => page.getByRole('list', { name: 'Steps' })
const line = (page: Page, name: string | RegExp): Locator => list(page).locator('[data-row]', { hasText: name })
/** The numbers and names of the list, in order. */
const lines = (page: Page): Promise<readonly string[]> =>
  list(page)
    .locator('[data-row]')
    .evaluateAll(nodes =>
      nodes.map(node => `${node.firstChild?.textContent} ${node.querySelector('[class*="name"]')?.textContent}`)
    )

test('a rolling step of three actions is made, moved and saved by keyboard alone', async ({ slipway }) => {
  const { page } = slipway
  const { keyboard } = page
  const backend = await backendOf(page)
  const { projectId } = await makeShop(backend)
  await goTo(page, `/projects/${projectId}/process`)
  await expect(page.getByRole('heading', { name: 'Define your deployment process' })).toBeVisible()

  const tabTo = async (wanted: Locator, key = 'Tab'): Promise<void> => {
    for (let step = 0; step < 60; step++) {
      if (await wanted.evaluate(node => node === document.activeElement)) return
      await keyboard.press(key)
    }
    await expect(wanted).toBeFocused()
  }
  const nameField = page.getByRole('textbox', { name: 'Name', exact: true })
  const add = async (key: 'n' | 'a', kind: string, name: string): Promise<void> => {
    await keyboard.press(key)
    await expect(page.getByRole('textbox', { name: 'Find a kind of step' })).toBeFocused()
    await keyboard.type(kind)
    await keyboard.press('Enter')
    await keyboard.type(name)
    await expect(nameField).toBeFocused()
    await expect(nameField).toHaveValue(name)
  }
  /**
   * Tab indents in a script, unless Escape came less than two seconds before it; a first Escape is for what the editor
   * offers.
   */
  const leaveScript = (key: string): Promise<void> =>
    expect(async () => {
      for (const each of ['Escape', 'Escape', key]) await keyboard.press(each)
      await expect(page.getByRole('textbox', { name: 'Script' })).not.toBeFocused({ timeout: 1 })
    }).toPass()
  const toList = () => tabTo(list(page).locator('[aria-current="true"]'), 'Shift+Tab')

  await add('n', 'script', 'Drain')
  await tabTo(page.getByRole('textbox', { name: 'Script' }))
  await keyboard.type('curl "http://#{Balancer}/drain"')
  await leaveScript('Tab')
  await tabTo(page.getByRole('combobox', { name: 'Roles' }))
  await keyboard.type('web')
  await keyboard.press('Enter')
  await toList()
  await add('a', 'script', 'Deploy')
  await tabTo(page.getByRole('textbox', { name: 'Script' }))
  await keyboard.type('./deploy.sh')
  await leaveScript('Shift+Tab')
  await toList()
  await add('a', 'url', 'Check')
  await tabTo(page.getByRole('textbox', { name: 'Address' }))
  await keyboard.type('#{Shop')
  await keyboard.press('Enter')
  await keyboard.type('/health')
  await toList()
  await keyboard.press('Home')
  await keyboard.press('Enter')
  // Without a look at the window in between: nothing that is typed may go elsewhere.
  await keyboard.type('Roll out')
  await expect(nameField).toHaveValue('Roll out')
  await tabTo(page.getByRole('button', { name: /^Rolling/ }))
  await keyboard.press('Enter')
  await tabTo(page.getByRole('radio', { name: 'All targets side by side' }))
  await keyboard.press('ArrowDown')
  await expect(page.getByRole('button', { name: /^Rolling Rolling, 1 at a time/ })).toBeVisible()

  await toList()
  expect(await lines(page)).toEqual(['1 Roll out', '1.1 Drain', '1.2 Deploy', '1.3 Check'])
  await keyboard.press('End')
  await keyboard.press('Alt+ArrowUp')
  await keyboard.press('Alt+ArrowLeft')
  expect(await lines(page)).toEqual(['1 Roll out', '1.1 Drain', '1.2 Deploy', '2 Check'])
  await expect(list(page).locator('[aria-current="true"]')).toBeFocused()
  await keyboard.press('Control+z')
  await keyboard.press('Control+z')
  await keyboard.press('Control+Shift+z')
  await keyboard.press('Control+z')
  expect(await lines(page)).toEqual(['1 Roll out', '1.1 Drain', '1.2 Deploy', '1.3 Check'])

  await keyboard.press('Control+s')
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled()
  await expect(page.getByText('Unsaved changes')).toBeHidden()
  await exhibit(page, 'process-editor-rolling')
  const { steps } = await must(backend, 'process.get', { projectId })
  expect(steps).toMatchObject([
    {
      name: 'Roll out',
      roles: ['web'],
      window: { unit: 'targets', count: 1 },
      actions: [
        { name: 'Drain', body: 'curl "http://#{Balancer}/drain"' },
        { name: 'Deploy', body: './deploy.sh' },
        { name: 'Check', type: 'http', url: '#{Shop.Url}/health' }
      ]
    }
  ])
})

test('steps are dragged in and out of others, and a conflict keeps what was typed', async ({ slipway }) => {
  const { page } = slipway
  const backend = await backendOf(page)
  const { projectId, productionId } = await makeShop(backend)
  const approval = {
    type: 'manual' as const,
    instructions: 'Look at **#{Shop.Url}** before customers do:\n\n- the basket\n- the *search*',
    responsible: ['ada'],
    environments: [productionId]
  }
  const roll = { ...single('Roll out'), window: { unit: 'targets' as const, count: 1 } }
  const steps: StepInput[] = [
    { name: 'Approve', location: 'here', roles: [], actions: [approval] },
    { ...roll, actions: [script('Drain'), script('Deploy'), script('Fill')] },
    single('Warm caches', { startsWithPrevious: true, isDisabled: true }),
    single('Migrate', { condition: { when: 'success-and', expression: '#{Migrate}' } }),
    {
      name: 'Check',
      location: 'here',
      roles: [],
      condition: { when: 'always' },
      actions: [
        {
          type: 'http',
          method: 'GET',
          url: '#{Shop.Url}/health',
          headers: [{ name: 'Accept', value: 'application/json' }],
          until: { everySeconds: 5, forSeconds: 120 },
          retries: { count: 3, backoffSeconds: 15 },
          timeoutSeconds: 300
        }
      ]
    }
  ]
  await must(backend, 'process.save', { projectId, version: 0, steps })
  await goTo(page, `/projects/${projectId}/process`)
  await expect(line(page, 'Check')).toBeVisible()
  await exhibit(page, 'process-editor-manual')

  /** Drags a row to the upper or lower half of another one, pulled to the right or left. */
  const drag = async (from: Locator, to: Locator, half: 'upper' | 'lower', pull = 0): Promise<void> => {
    const [a, b] = [await from.boundingBox(), await to.boundingBox()]
    if (!a || !b) throw new Error('A row is not to be seen')
    const x = a.x + 60
    await page.mouse.move(x, a.y + a.height / 2)
    await page.mouse.down()
    await page.mouse.move(x + pull, b.y + (half === 'upper' ? 4 : b.height - 4), { steps: 8 })
    await page.mouse.up()
  }
  await drag(line(page, 'Migrate'), line(page, 'Deploy'), 'upper')
  expect(await lines(page)).toEqual([
    '1 Approve',
    '2 Roll out',
    '2.1 Drain',
    '2.2 Migrate',
    '2.3 Deploy',
    '2.4 Fill',
    '3 Warm caches',
    '4 Check'
  ])
  await drag(line(page, 'Fill'), line(page, 'Check'), 'lower', -60)
  await drag(line(page, 'Check'), line(page, 'Approve'), 'upper')
  expect(await lines(page)).toEqual([
    '1 Check',
    '2 Approve',
    '3 Roll out',
    '3.1 Drain',
    '3.2 Migrate',
    '3.3 Deploy',
    '4 Warm caches',
    '5 Fill'
  ])
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('button', { name: 'Undo' }).click()
  await line(page, 'Check').click()
  await exhibit(page, 'process-editor-http')

  await must(backend, 'process.save', { projectId, version: 1, steps: [single('Theirs')] })
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Check the shop')
  await page.keyboard.press('Control+s')
  await expect(page.getByText('The steps were changed elsewhere since you opened them.')).toBeVisible()
  await exhibit(page, 'process-editor-conflict')
  await page.getByRole('button', { name: 'Keep mine' }).click()
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled()
  await expect(page.getByText('Unsaved changes')).toBeHidden()
  const saved = await must(backend, 'process.get', { projectId })
  expect([saved.version, saved.steps.map(step => step.name)]).toEqual([
    3,
    ['Approve', 'Roll out', 'Warm caches', 'Check the shop']
  ])
})

test('what came along with an action is changed and removed', async ({ slipway }) => {
  const { page } = slipway
  const backend = await backendOf(page)
  const { projectId } = await makeShop(backend)
  const properties = {
    'Acme.Balancer.Pool': 'web-#{Octopus.Environment.Name}',
    'Acme.Balancer.Drain': '30',
    'Octopus.Action.Template.Id': 'ActionTemplates-21'
  }
  const steps: StepInput[] = [
    single('Deploy', { actions: [{ type: 'script', syntax: 'bash', body: './deploy.sh', properties }] })
  ]
  await must(backend, 'process.save', { projectId, version: 0, steps })
  await goTo(page, `/projects/${projectId}/process`)
  await line(page, 'Deploy').click()
  await page.getByRole('button', { name: /^Properties 3 properties/ }).click()
  await page.getByLabel('Acme.Balancer.Drain', { exact: true }).fill('60')
  await page.getByText('They came with the process from elsewhere.').scrollIntoViewIfNeeded()
  await exhibit(page, 'process-properties')
  await page.getByRole('button', { name: 'Remove Octopus.Action.Template.Id' }).click()
  await page.keyboard.press('Control+s')
  await expect(page.getByText('Unsaved changes')).toBeHidden()
  const { steps: saved } = await must(backend, 'process.get', { projectId })
  expect(saved[0]?.actions[0]?.properties).toEqual({
    'Acme.Balancer.Pool': 'web-#{Octopus.Environment.Name}',
    'Acme.Balancer.Drain': '60'
  })
})
