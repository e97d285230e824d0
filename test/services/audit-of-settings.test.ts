import type { VariableInput } from '@shared/model/variable-set'
import { expect, it } from 'vitest'
import { enteredBy, inShort } from '../support/audit-entries'
import { must, openTestWorkspace } from '../support/workspace'

const promptOf = (more: object) => ({ label: '', description: '', isRequired: true, ...more })
const options = (...values: readonly string[]) => ({
  kind: 'select' as const,
  options: values.map(value => ({ value, label: `The ${value}` }))
})

it('the audit log tells what a prompt offers, and what it says to whoever deploys', async () => {
  const workspace = await openTestWorkspace()
  const { call } = workspace
  const { id: projectId } = must(await call('project.create', { name: 'Shop' }))
  const row = (more: object): VariableInput =>
    ({ type: 'text', name: 'Colour', value: 'red', prompt: promptOf(more) }) as VariableInput
  const first = must(
    await call('variables.save', { projectId, version: 0, variables: [row({ control: options('red', 'blue') })] })
  )
  const { id } = first.variables[0]!
  const after = { ...row({ control: options('red', 'green'), description: 'Green is production.' }), id }
  const entries = await enteredBy(workspace, async () =>
    must(await call('variables.save', { projectId, version: 1, variables: [after] }))
  )
  expect(inShort(entries).map(({ changes }) => changes)).toEqual([
    [
      ['Variable “Colour”, description of the prompt', null, 'Green is production.'],
      ['Variable “Colour”, options of the prompt removed', 'The blue (blue)', null],
      ['Variable “Colour”, options of the prompt added', null, 'The green (green)']
    ]
  ])
})

/** A project whose only step uses two packages besides its own. */
async function withPackages() {
  const workspace = await openTestWorkspace()
  const { call } = workspace
  const { id: projectId } = must(await call('project.create', { name: 'Shop' }))
  const packages = ['tools', 'data'].map(name => ({ name, packageId: `Acme.${name}` }))
  const action = { type: 'deploy-package' as const, package: { packageId: 'Shop.Web' }, packages }
  const step = { name: 'Web', location: 'targets' as const, roles: ['web'], isDisabled: false, actions: [action] }
  const { steps } = must(await call('process.save', { projectId, version: 0, steps: [step] }))
  return { workspace, projectId, actionId: steps[0]!.actions[0]!.id }
}

it('the audit log tells which package a trigger waits for, and which one gives releases their versions', async () => {
  const { workspace, projectId, actionId } = await withPackages()
  const { call } = workspace
  const trigger = (reference: string) => ({
    name: 'Build',
    when: { kind: 'package' as const, actionId, reference },
    does: { kind: 'create-release' as const }
  })
  const versioning = (reference: string) => ({ versioning: { from: 'package' as const, actionId, reference } })
  const { id } = must(await call('trigger.create', { projectId, value: trigger('') }))
  must(await call('project.setReleases', { id: projectId, value: versioning('') }))
  const entries = await enteredBy(workspace, async () => {
    must(await call('trigger.update', { id, value: trigger('tools') }))
    must(await call('project.setReleases', { id: projectId, value: versioning('tools') }))
  })
  expect(inShort(entries).map(({ changes }) => changes)).toEqual([
    [['When', 'A package of “Web” comes in', 'A package of “tools” of “Web” comes in']],
    [['Versions of releases', 'that of the package of “Web”', 'that of the package of “tools” of “Web”']]
  ])
})
