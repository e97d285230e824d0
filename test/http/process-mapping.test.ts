import { canonicalJson } from '@shared/canonical-json'
import type { Step } from '@shared/model/process'
import { stepInputs } from '@shared/model/process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fieldsOf } from '../../electron/http/fields'
import { stepResources, stepsIn } from '../../electron/http/process/process'
import { anySteps, testId } from '../support/process-arbitrary'

/** As a client has it: what was sent, read and written as JSON. */
const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

const put = (steps: readonly Step[], stored: readonly Step[]) =>
  stepsIn(fieldsOf(overTheWire({ Steps: stepResources(steps) })), stored)

/** The same where absent, false, empty and what goes without saying are one. */
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
    .map(([name, member]) => [name, plain(member)] as const)
    .filter(([, member]) => member !== undefined && member !== false && member !== '' && !isEmptyList(member))
  return Object.fromEntries(entries)
}

/** A step without what goes without saying. */
const shortest = ({ condition, actions, ...step }: Step): object => ({
  ...step,
  ...said(condition),
  actions: actions.map(({ condition: when, location, ...action }) => ({
    ...action,
    ...said(when),
    ...(hasPlace(action.type) && step.location !== 'here' && location !== step.location ? { location } : {})
  }))
})
const said = (condition: Step['condition']): object => (condition?.when === 'success' ? {} : { condition })
const hasPlace = (type: string): boolean => type === 'script' || type === 'package-script'

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0

const scriptWire = (properties: Readonly<Record<string, unknown>> = {}, more: object = {}) => ({
  Id: '',
  Name: 'Install',
  ActionType: 'Octopus.Script',
  Properties: {
    'Octopus.Action.RunOnServer': 'true',
    'Octopus.Action.Script.ScriptSource': 'Inline',
    'Octopus.Action.Script.Syntax': 'Bash',
    'Octopus.Action.Script.ScriptBody': 'true',
    ...properties
  },
  ...more
})

const stepWire = (action: object, more: object = {}) => ({ Id: '', Name: 'Install', Actions: [action], ...more })
const read = (...steps: readonly object[]) => stepsIn(fieldsOf({ Steps: steps }), [])
const failureOf = (
  work: () => unknown
): { readonly message: string; readonly remedy: string; readonly issues: unknown } => {
  try {
    work()
  } catch (error) {
    return (error as { failure: ReturnType<typeof failureOf> }).failure
  }
  throw new Error('It was not refused')
}

describe('a process over the wire', () => {
  it('is what it was, to the letter, when it comes back as it went', () => {
    fc.assert(
      fc.property(anySteps(), steps => {
        expect(canonicalJson(put(steps, steps))).toBe(canonicalJson(steps))
      })
    )
  })

  it('loses nothing on the way, also where nobody knows what it was', () => {
    fc.assert(
      fc.property(anySteps(), steps => {
        const back = put(steps, [])
        expect(stepInputs.safeParse(back).success).toBe(true)
        expect(plain(back)).toEqual(plain(steps.map(shortest)))
      })
    )
  })

  it('keeps what else a step says when one thing of it is changed', () => {
    fc.assert(
      fc.property(anySteps({ least: 1 }), steps => {
        const [first] = steps as [Step]
        const renamed: Step[] = [{ ...first, startsWithPrevious: !first.startsWithPrevious }, ...steps.slice(1)]
        expect(plain(put(renamed, steps))).toMatchObject(
          plain(
            renamed.map(({ id, name, roles, startsWithPrevious, window, canary, order, stopAfter }) => ({
              id,
              name,
              roles,
              startsWithPrevious,
              window,
              canary,
              order,
              stopAfter
            }))
          ) as object
        )
      })
    )
  })

  it('reads a script as the tests of Octopus write it', () => {
    expect(read(stepWire(scriptWire()))).toEqual([
      {
        name: 'Install',
        location: 'here',
        roles: [],
        isDisabled: false,
        actions: [{ type: 'script', syntax: 'bash', body: 'true' }]
      }
    ])
  })

  it('reads target tags from the step, whatever the case of its members', () => {
    const action = scriptWire({ 'Octopus.Action.RunOnServer': 'False' })
    const step = { name: 'Install', properties: { 'octopus.action.targetroles': 'web,db' }, actions: [action] }
    expect(read(step)).toMatchObject([{ location: 'targets', roles: ['web', 'db'] }])
  })

  it('tells running here for each target from running on targets', () => {
    const step = (runsHere: string) =>
      stepWire(scriptWire({ 'Octopus.Action.RunOnServer': runsHere }), {
        Properties: { 'Octopus.Action.TargetRoles': 'web' }
      })
    expect(read(step('True'))).toMatchObject([{ location: 'here-for-each-target' }])
    expect(read(step('False'))).toMatchObject([{ location: 'targets' }])
  })

  it('keeps properties that it does not know, to the letter, as variables of the action', () => {
    const strange = {
      'Octopus.Action.Template.Id': 'ActionTemplates-1',
      'My.Parameter': ' #{Octopus.Environment.Name}\n'
    }
    const [step] = read(stepWire(scriptWire(strange)))
    expect(step?.actions[0]?.properties).toEqual(strange)
    const stored = { ...step, id: testId('step', 1), actions: [{ ...step?.actions[0], id: testId('action', 1) }] }
    expect(stepResources([stored as Step])).toMatchObject([{ Actions: [{ Properties: strange }] }])
  })

  it('refuses kinds of actions that it cannot run, and names those that it can', () => {
    const failure = failureOf(() => read(stepWire({ ...scriptWire(), ActionType: 'Octopus.KubernetesDeployRawYaml' })))
    expect(failure.message).toBe('Slipway cannot run actions of the type “Octopus.KubernetesDeployRawYaml”.')
    expect(failure.remedy).toContain('Octopus.Script')
    expect(failure.issues).toEqual([{ path: 'Steps.0.Actions.0.ActionType', message: 'is not supported' }])
  })

  it.each([
    ['a container', { Container: { Image: 'alpine', FeedId: null } }, 'Container'],
    ['a worker pool', { WorkerPoolId: 'WorkerPools-1' }, 'WorkerPoolId'],
    [
      'a script of another language',
      { Properties: { 'Octopus.Action.Script.Syntax': 'FSharp' } },
      'Properties.Octopus.Action.Script.Syntax'
    ],
    [
      'a script from Git',
      { Properties: { 'Octopus.Action.Script.ScriptSource': 'GitRepository' } },
      'Properties.Octopus.Action.Script.ScriptSource'
    ],
    [
      'a feature that is not there',
      { Properties: { 'Octopus.Action.EnabledFeatures': 'Octopus.Features.IISWebSite' } },
      'Properties.Octopus.Action.EnabledFeatures'
    ],
    ['a sensitive property', { Properties: { Password: { HasValue: true, NewValue: null } } }, 'Properties.Password'],
    [
      'a package that targets fetch',
      { Packages: [{ Name: '', PackageId: 'Shop', AcquisitionLocation: 'ExecutionTarget' }] },
      'Packages.0.AcquisitionLocation'
    ]
  ])('refuses %s instead of leaving it out', (_what, more, path) => {
    expect(failureOf(() => read(stepWire({ ...scriptWire(), ...more }))).issues).toMatchObject([
      { path: `Steps.0.Actions.0.${path}` }
    ])
  })

  it('refuses an only action that is called otherwise than its step', () => {
    expect(failureOf(() => read(stepWire(scriptWire({}, { Name: 'Other' })))).message).toBe(
      'The only action of a step is called like its step.'
    )
  })

  it('takes a disabled action for what it is, in a step of one and in a step of several', () => {
    const off = scriptWire({}, { IsDisabled: true })
    const on = scriptWire({}, { Name: 'Other' })
    expect(read(stepWire(off))).toMatchObject([{ isDisabled: true, actions: [{ type: 'script' }] }])
    const several = read({ Name: 'Both', Actions: [off, on] })
    expect(several).toMatchObject([{ isDisabled: false, actions: [{ isDisabled: true }, { name: 'Other' }] }])
  })
})
