import type { VariableInput } from '@shared/model/variable-set'
import { makeWorld } from '../support/world'
import { backendOf } from './support/api'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { choose, heading, logLine, openDeployDialog } from './support/steps'

const line = { description: '', isRequired: false, control: { kind: 'single-line' } } as const

const variables: readonly VariableInput[] = [
  {
    type: 'text',
    name: 'Ticket',
    value: '',
    prompt: { ...line, label: 'Change ticket', description: 'Who asked for it, such as CH-42.', isRequired: true }
  },
  {
    type: 'text',
    name: 'Colour',
    value: 'blue',
    prompt: {
      ...line,
      label: 'Colour',
      control: {
        kind: 'select',
        options: [
          { value: 'blue', label: 'Blue' },
          { value: 'green', label: 'Green' }
        ]
      }
    }
  },
  {
    type: 'text',
    name: 'Migrate',
    value: 'False',
    prompt: { ...line, label: 'Migrate the database', control: { kind: 'checkbox' } }
  },
  {
    type: 'text',
    name: 'Message',
    value: 'as stored',
    prompt: { ...line, label: '', control: { kind: 'multi-line' } }
  },
  { type: 'sensitive', name: 'Token', value: 'stored-token-1', prompt: { ...line, label: 'Access token' } }
]

const body = [
  'echo "ticket $(get_octopusvariable Ticket), colour $(get_octopusvariable Colour)"',
  'echo "migrate $(get_octopusvariable Migrate), message $(get_octopusvariable Message)"',
  'token="$(get_octopusvariable Token)"; echo "token has $(printf %s "$token" | wc -c) characters"'
].join('\n')

test('what a deployment asks is answered in its dialog and arrives in the script', async ({ slipway, sshd }) => {
  const { page } = slipway
  const world = await makeWorld(await backendOf(page), { server: sshd, bodies: [body], variables })
  const dialog = await openDeployDialog(page, world.releaseId)
  const questions = dialog.getByRole('region', { name: 'Questions' })
  await expect(questions.getByText('This deployment asks for 5 values')).toBeVisible()
  await expect(questions.getByLabel('Message')).toHaveValue('as stored')
  await expect(questions.getByLabel('Access token')).toHaveValue('')

  await dialog.getByRole('button', { name: /^Deploy / }).click()
  await expect(questions.getByText('This must be answered.')).toBeVisible()
  await expect(questions.getByLabel(/Change ticket/)).toBeFocused()
  await expect(page).not.toHaveURL(/deployments/)
  await exhibit(page, 'deploy-prompts-missing')

  await page.keyboard.type('CH-42')
  await choose(questions.getByRole('combobox', { name: 'Colour' }), 'Green')
  await questions.getByRole('checkbox', { name: 'Migrate the database' }).check()
  await questions.getByLabel('Access token').fill('typed-secret-9876')
  const command = dialog.getByText(/^slipway deploy/)
  await expect(command).toContainText("--variable 'Ticket=CH-42'")
  await expect(command).toContainText("--variable 'Migrate=True'")
  await expect(command).toContainText("--variable-file 'Token=FILE'")
  await expect(command).not.toContainText('typed-secret')
  await expect(command).not.toContainText('Message')
  await exhibit(page, 'deploy-prompts')
  await dialog.getByRole('button', { name: /^Deploy / }).click()

  await expect(heading(page, 'Hello World 0.0.1')).toBeVisible()
  await expect(logLine(page, 'ticket CH-42, colour green')).toBeVisible()
  await expect(logLine(page, 'migrate True, message as stored')).toBeVisible()
  await expect(logLine(page, 'token has 17 characters')).toBeVisible()
})
