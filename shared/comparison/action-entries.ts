import { type Action, type ActionOf, type ActionType, actionTypeNames } from '../model/action'
import { type PackageStage, packageStages } from '../model/package-action'
import { conditionWords, retriesWords } from '../model/process-words'
import { spanOf } from '../plan/words'
import { stageNames } from '../rendered-package'
import type { Entry } from './entries'
import type { ComparisonNames } from './names'
import { defaults, entriesBy, line, list, locationWords, long, on, type Tellers, type Told } from './step-entries'

type Common = 'id' | 'type' | 'name' | keyof typeof common
type Own<T extends ActionType> = Tellers<ActionOf<T>, Extract<keyof ActionOf<T>, Common>>

const seconds = (count: number): string => spanOf(count * 1000)
const span = (field: string): Told<number> => line(field, seconds)
const text = (field: string): Told<string> => line(field, value => value)

const common = {
  notes: long('notes'),
  isDisabled: on('disabled'),
  isRequired: on('required'),
  isIrreversible: on('cannot be undone'),
  isLeftOutOnRollback: on('left out of a rollback'),
  environments: list('only in', (id, names) => names.environment(id)),
  excludedEnvironments: list('not in', (id, names) => names.environment(id)),
  channels: list('channels', (id, names) => names.channel(id)),
  tenantTags: list('tenant tags', tag => tag),
  location: line('runs', value => locationWords[value]),
  condition: line('condition', value => conditionWords(value, 'action')),
  retries: line('retries', retriesWords),
  timeoutSeconds: span('timeout'),
  properties: (all, names) =>
    pairs('further properties', 'property')(
      Object.entries(all).map(([name, value]) => ({ name, value })),
      names
    )
} satisfies Tellers<Action, 'id' | 'type' | 'name'>

interface Pair {
  readonly name: string
  readonly value: string
}

/** The names in their order, and each value under its name. */
const pairs =
  (word: string, of: string): Told<readonly Pair[]> =>
  items => [
    ...(items.length === 0 ? [] : [{ field: word, text: items.map(({ name }) => name).join(', ') }]),
    ...numbered(items.map(({ name, value }) => ({ field: `${of} ${name}`, text: value })))
  ]

/** Tells the second of a name from the first. */
function numbered(entries: readonly Entry[]): readonly Entry[] {
  const seen = new Map<string, number>()
  return entries.map(entry => {
    const count = (seen.get(entry.field) ?? 0) + 1
    seen.set(entry.field, count)
    return count === 1 ? entry : { ...entry, field: `${entry.field} (${count})` }
  })
}

type Chosen = ActionOf<'deploy-package'>['package']

const chosenEntries = (
  prefix: string,
  { packageId, feedId, version }: Chosen,
  names: ComparisonNames
): readonly Entry[] => [
  { field: `${prefix}package`, text: packageId },
  ...(feedId === undefined ? [] : [{ field: `${prefix}feed`, text: names.feed(feedId) }]),
  ...(version === undefined ? [] : [{ field: `${prefix}fixed version`, text: version }])
]

const ownPackage: Told<Chosen> = (value, names) => chosenEntries('', value, names)

const besides: Told<NonNullable<ActionOf<'script'>['packages']>> = (references, names) => [
  ...list('packages beside it')(
    references.map(({ name }) => name),
    names
  ),
  ...references.flatMap(reference => [
    ...chosenEntries(`${reference.name}: `, reference, names),
    ...on(`${reference.name}: unpacked`)(reference.isExtracted === true, names)
  ])
]

const configuration = {
  substituteIn: list('substitutes in'),
  structuredIn: list('replaces values in'),
  dotNetVariables: on('replaces .NET settings'),
  transforms: on('applies .NET transforms'),
  additionalTransforms: long('further transforms')
}

const stageScripts: Told<NonNullable<ActionOf<'deploy-package'>['scripts']>> = scripts =>
  packageStages.flatMap((stage: PackageStage) => {
    const script = scripts[stage]
    if (script === undefined) return []
    const field = `${stageNames[stage]} script`
    return [
      { field: `language of the ${field}`, text: script.syntax },
      { field, text: script.body, isLong: true }
    ]
  })

const nginxEntries: Told<NonNullable<ActionOf<'deploy-package'>['nginx']>> = ({
  hostName,
  bindings,
  locations,
  configName
}) => [
  { field: 'site of NGINX', text: hostName ?? 'every name' },
  {
    field: 'bindings of NGINX',
    text: bindings
      .map(
        ({ protocol, port, ip, certificate }) =>
          `${protocol}://${ip ?? '*'}:${port}${certificate === undefined ? '' : ` with ${certificate}`}`
      )
      .join(', ')
  },
  { field: 'locations of NGINX', text: locations.map(({ path }) => path).join(', ') },
  ...numbered(
    locations.map(({ path, directives }) => ({
      field: `location ${path}`,
      text: directives ?? 'files of the package',
      ...(directives === undefined ? {} : { isLong: true as const })
    }))
  ),
  ...(configName === undefined ? [] : [{ field: 'file of NGINX', text: configName }])
]

const whenWords = {
  always: 'always',
  'not-current': 'only another release',
  newer: 'only a newer release'
} as const

const own: { readonly [T in ActionType]: Own<T> } = {
  script: {
    syntax: text('language'),
    runAs: text('runs as'),
    parameters: text('parameters'),
    packages: besides,
    body: long('script')
  },
  manual: {
    instructions: long('instructions'),
    responsible: list('who may answer'),
    blocksOthers: on('blocks others')
  },
  email: {
    to: text('to'),
    cc: text('copy to'),
    bcc: text('blind copy to'),
    subject: text('subject'),
    body: long('text'),
    isHtml: on('HTML'),
    priority: text('priority')
  },
  http: {
    method: text('method'),
    url: text('address'),
    headers: pairs('headers', 'header'),
    body: long('body'),
    expectStatus: text('expected status'),
    expectBody: line('expected body', ({ kind, text: wanted }) => `${kind} ${wanted}`),
    until: line(
      'asks again',
      ({ everySeconds, forSeconds }) => `every ${seconds(everySeconds)} for ${seconds(forSeconds)}`
    ),
    requestSeconds: span('time for one request'),
    proxy: text('proxy'),
    caFile: text('file of authorities')
  },
  'health-check': {
    check: line('checks', value => (value === 'full' ? 'everything of the policy' : 'the connection')),
    unavailable: line('without a connection', value => (value === 'fail' ? 'fails' : 'is left out'))
  },
  'deploy-release': {
    projectId: line('project', (id, names) => names.project(id)),
    when: line('deploys', value => whenWords[value]),
    variables: pairs('answers to prompts', 'answer to')
  },
  'deploy-package': {
    runAs: text('runs as'),
    package: ownPackage,
    packages: besides,
    scripts: stageScripts,
    ignoresPackagedScripts: on('leaves out packaged scripts'),
    ...configuration,
    installTo: ({ path, purge }) => [
      { field: 'is installed to', text: path },
      ...(purge === undefined
        ? []
        : [{ field: 'is purged', text: purge.keep.length === 0 ? 'all of it' : `all but ${purge.keep.join(', ')}` }])
    ],
    skipsIfInstalled: on('skips if installed'),
    keep: line('keeps', ({ unit, count }) => (unit === 'days' ? `${count} days` : `${count} before`)),
    nginx: nginxEntries
  },
  'transfer-package': { package: ownPackage, to: text('is put into') },
  'package-script': {
    syntax: text('language'),
    runAs: text('runs as'),
    package: ownPackage,
    packages: besides,
    file: text('script'),
    parameters: text('parameters'),
    ...configuration
  }
}

const actionDefaults = { condition: conditionWords(undefined, 'action') }
const httpDefaults = { 'expected status': '200-299', 'time for one request': seconds(30) }
const emailDefaults = { priority: 'normal' }

const defaultsOf = ({ type }: Action): Readonly<Record<string, string>> => ({
  ...actionDefaults,
  ...(type === 'http' ? httpDefaults : {}),
  ...(type === 'email' ? emailDefaults : {})
})

/** The settings of an action; its name is told where it is compared. */
export function actionEntries(action: Action, names: ComparisonNames): readonly Entry[] {
  const told = [
    { field: 'kind', text: actionTypeNames[action.type] },
    ...entriesBy(action, common, names),
    ...entriesBy(action, own[action.type], names)
  ]
  return [...told, ...defaults(told, defaultsOf(action))]
}
