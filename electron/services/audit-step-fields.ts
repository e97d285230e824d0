import type { ChannelId, EnvironmentId, FeedId, ProjectId, TargetId } from '@shared/ids'
import type { Action, ActionOf, ActionType } from '@shared/model/action'
import type { ExecutionLocation, Step } from '@shared/model/process'
import { amountWords, canaryWords, conditionWords, retriesWords } from '@shared/model/process-words'
import { spanOf } from '@shared/plan/words'
import type { Field, Shown } from './audit-changes'
import { besideField, packageFields } from './audit-package-fields'

/** What ids in steps are called. */
export interface StepNames {
  readonly environment: (id: EnvironmentId) => string
  readonly target: (id: TargetId) => string
  readonly project: (id: ProjectId) => string
  readonly channel: (id: ChannelId) => string
  readonly feed: (id: FeedId) => string
}

export const locationWords: Readonly<Record<ExecutionLocation, string>> = {
  targets: 'on targets',
  here: 'once on this machine',
  'here-for-each-target': 'on this machine for each target'
}

/** The fields of a step, its actions left out. */
export const stepFieldsOf = (names: StepNames): readonly Field<Step>[] => [
  { name: 'name', of: ({ name }) => name },
  { name: 'runs', of: ({ location }) => locationWords[location] },
  { name: 'roles', of: ({ roles }) => ({ list: roles }) },
  { name: 'disabled', of: ({ isDisabled }) => isDisabled },
  { name: 'condition', of: ({ condition }) => conditionWords(condition, 'step') },
  {
    name: 'start',
    of: ({ startsWithPrevious }) => (startsWithPrevious ? 'with the step before' : 'after the step before')
  },
  { name: 'rolling', of: ({ window }) => (window === undefined ? null : `${amountWords(window)} at a time`) },
  { name: 'most at the same time', of: ({ maxParallel }) => maxParallel ?? null },
  { name: 'order of targets', of: ({ order }) => orderOf(order, names) },
  { name: 'stops after', of: ({ stopAfter }) => (stopAfter === undefined ? null : amountWords(stopAfter)) },
  { name: 'canary', of: ({ canary }) => (canary === undefined ? null : canaryWords(canary).replace(/^canary: /, '')) },
  { name: 'needs targets', of: ({ needsTargets }) => needsTargets === true },
  { name: 'packages', of: ({ packageRequirement }) => packageRequirement?.replace('-', ' ') ?? null }
]

function orderOf(order: Step['order'], names: StepNames): string {
  if (order === undefined) return 'by name'
  return order.by === 'list' ? `${order.targets.map(names.target).join(', ')} first` : 'by name backwards'
}

const commonFields = (names: StepNames): readonly Field<Action>[] => [
  { name: 'notes', of: ({ notes }) => notes ?? null },
  { name: 'disabled', of: ({ isDisabled }) => isDisabled === true },
  { name: 'required', of: ({ isRequired }) => isRequired === true },
  { name: 'cannot be undone', of: ({ isIrreversible }) => isIrreversible === true },
  { name: 'left out of a rollback', of: ({ isLeftOutOnRollback }) => isLeftOutOnRollback === true },
  { name: 'only in', of: ({ environments }) => ({ list: (environments ?? []).map(names.environment) }) },
  { name: 'not in', of: ({ excludedEnvironments }) => ({ list: (excludedEnvironments ?? []).map(names.environment) }) },
  { name: 'channels', of: ({ channels }) => ({ list: (channels ?? []).map(names.channel) }) },
  { name: 'tenant tags', of: ({ tenantTags }) => ({ list: tenantTags ?? [] }) },
  { name: 'runs', of: ({ location }) => (location === undefined ? null : locationWords[location]) },
  { name: 'condition', of: ({ condition }) => conditionWords(condition, 'action') },
  { name: 'retries', of: ({ retries }) => (retries === undefined ? null : retriesWords(retries)) },
  { name: 'timeout', of: ({ timeoutSeconds }) => (timeoutSeconds === undefined ? null : seconds(timeoutSeconds)) },
  ...pairFields<Action>('further properties', ({ properties }) =>
    properties === undefined ? undefined : Object.entries(properties).map(([name, value]) => ({ name, value }))
  )
]

const seconds = (count: number): string => spanOf(count * 1000)

/** A text of which only the lines are counted: it may be long, and may hold what nobody marked as secret. */
const hidden = (text: string | undefined): Shown => (text === undefined || text === '' ? null : { script: text })

/** An address without the name and password that may be in it, and without its query, which often holds a token. */
const address = (text: string | undefined): string | null =>
  text?.replace(/\/\/[^/@\s]*@/, '//••••••@').replace(/\?.*/s, '?…') ?? null

const queryOf = (url: string): string => (/\?(.*)/s.exec(url) ?? [])[1] ?? ''

interface Pair {
  readonly name: string
  readonly value: string
}

/** Names are told, values are counted. */
const pairFields = <A>(word: string, of: (action: A) => readonly Pair[] | undefined): readonly Field<A>[] => [
  { name: word, of: action => ({ list: (of(action) ?? []).map(({ name }) => name) }) },
  { name: `values of ${word}`, of: action => hidden((of(action) ?? []).map(({ value }) => value).join('\n')) }
]

export type FieldsByType = { readonly [T in ActionType]: (names: StepNames) => readonly Field<ActionOf<T>>[] }

const ownFields: FieldsByType = {
  script: names => [
    { name: 'language', of: ({ syntax }) => syntax },
    { name: 'runs as', of: ({ runAs }) => runAs ?? null },
    { name: 'parameters', of: ({ parameters }) => hidden(parameters) },
    besideField(names),
    { name: 'script', of: ({ body }) => hidden(body) }
  ],
  manual: () => [
    { name: 'instructions', of: ({ instructions }) => hidden(instructions) },
    { name: 'who may answer', of: ({ responsible }) => ({ list: responsible ?? [] }) },
    { name: 'blocks others', of: ({ blocksOthers }) => blocksOthers === true }
  ],
  email: () => [
    { name: 'to', of: ({ to }) => to },
    { name: 'copy to', of: ({ cc }) => cc ?? null },
    { name: 'blind copy to', of: ({ bcc }) => bcc ?? null },
    { name: 'subject', of: ({ subject }) => subject },
    { name: 'text', of: ({ body }) => hidden(body) },
    { name: 'HTML', of: ({ isHtml }) => isHtml === true },
    { name: 'priority', of: ({ priority }) => priority ?? 'normal' }
  ],
  http: () => [
    { name: 'method', of: ({ method }) => method },
    { name: 'address', of: ({ url }) => address(url) },
    { name: 'query of the address', of: ({ url }) => hidden(queryOf(url)) },
    ...pairFields<ActionOf<'http'>>('headers', ({ headers }) => headers),
    { name: 'body', of: ({ body }) => hidden(body) },
    { name: 'expected status', of: ({ expectStatus }) => expectStatus ?? '200-299' },
    {
      name: 'expected body',
      of: ({ expectBody }) => (expectBody === undefined ? null : `${expectBody.kind} ${expectBody.text}`)
    },
    {
      name: 'asks again',
      of: ({ until }) =>
        until === undefined ? null : `every ${seconds(until.everySeconds)} for ${seconds(until.forSeconds)}`
    },
    { name: 'time for one request', of: ({ requestSeconds }) => seconds(requestSeconds ?? 30) },
    { name: 'proxy', of: ({ proxy }) => address(proxy) },
    { name: 'file of authorities', of: ({ caFile }) => caFile ?? null }
  ],
  'health-check': () => [
    { name: 'checks', of: ({ check }) => (check === 'full' ? 'everything of the policy' : 'the connection') },
    { name: 'without a connection', of: ({ unavailable }) => (unavailable === 'fail' ? 'fails' : 'is left out') }
  ],
  'deploy-release': ({ project }) => [
    { name: 'project', of: ({ projectId }) => project(projectId) },
    { name: 'deploys', of: ({ when }) => whenWords[when] },
    ...pairFields<ActionOf<'deploy-release'>>('answers to prompts', ({ variables }) => variables)
  ],
  ...packageFields
}

const whenWords = {
  always: 'always',
  'not-current': 'only another release',
  newer: 'only a newer release'
} as const

/** The fields in which two states of one action are compared; its kind never changes, its name is its step's business. */
export function actionFieldsOf(before: Action, after: Action, names: StepNames): readonly Field<Action>[] {
  const common = commonFields(names)
  if (before.type !== after.type) return [{ name: 'kind', of: ({ type }) => type }, ...common]
  return [...common, ...(ownFields[after.type](names) as readonly Field<Action>[])]
}
