import { z } from 'zod'
import { actionId, channelId, environmentId, projectId } from '../ids'
import {
  deployPackageFields,
  type PackageChoice,
  packageReferences,
  packageScriptFields,
  packageStages,
  transferPackageFields
} from './package-action'
import { actionCondition } from './run-condition'
import { tenantTags } from './tenant-tag'
import { name, notes } from './text'

export const scriptSyntaxes = ['bash', 'python', 'powershell'] as const
export type ScriptSyntax = (typeof scriptSyntaxes)[number]

/** A user of a POSIX host, also one of a directory service. */
const userName = z
  .string()
  .trim()
  .regex(/^[A-Za-z_][A-Za-z0-9_.@-]{0,63}$/, 'must be the name of a user, such as postgres')

/** Text in which `#{…}` is replaced at the moment of use. */
const template = (limit: number) => z.string().max(limit, `must be at most ${limit.toLocaleString('en')} characters`)
const neededTemplate = (limit: number) => template(limit).refine(text => text.trim() !== '', 'must not be empty')

const wholeSeconds = (most: number) =>
  z
    .number()
    .int('must be whole seconds')
    .min(0)
    .max(most, `must be at most ${most.toLocaleString('en')} seconds`)

/** Names and values, at most 200. */
const actionProperties = z
  .record(
    z
      .string()
      .min(1, 'must not be empty')
      .max(300, 'must be at most 300 characters')
      .regex(/^[^#{}\r\n]+$/, 'must not contain #, braces or line breaks'),
    z.string().max(1_000_000, 'must be at most 1,000,000 characters')
  )
  .refine(all => Object.keys(all).length <= 200, 'must be at most 200 properties')

/**
 * What every action has. All of it may be absent, and absent it stays: hashes of older releases do not change.
 */
const common = {
  /** Needed where a step has several actions; an only action is called like its step. */
  name: name.optional(),
  /** Markdown for whoever edits the process. */
  notes: notes.optional(),
  isDisabled: z.boolean().optional(),
  /** Can be neither skipped by whoever deploys nor ignored when it fails. */
  isRequired: z.boolean().optional(),
  /** Deploying an older release does not undo what it does, such as migrating a database. */
  isIrreversible: z.boolean().optional(),
  /** A rollback proposes to leave it out. */
  isLeftOutOnRollback: z.boolean().optional(),
  /** Only in these environments. */
  environments: z.array(environmentId).min(1).max(200).optional(),
  /** In all environments but these. */
  excludedEnvironments: z.array(environmentId).min(1).max(200).optional(),
  /** Only for releases of these channels. */
  channels: z.array(channelId).min(1).max(200).optional(),
  /** Only for the tenants that these mean; a deployment without a tenant leaves it out. */
  tenantTags: tenantTags.min(1).optional(),
  /** Where it differs from its step: on the target itself, or here for each of the step's targets. */
  location: z.enum(['targets', 'here-for-each-target']).optional(),
  /** Of one of several actions; absent for “everything before it on this target succeeded”. */
  condition: actionCondition.optional(),
  /** Run again after a failure, for this target alone. The first time at once, then after `backoffSeconds`. */
  retries: z
    .strictObject({
      count: z.number().int().min(1, 'must be at least 1').max(10, 'must be at most 10'),
      backoffSeconds: wholeSeconds(3600)
    })
    .optional(),
  /** Of each attempt, connecting included. */
  timeoutSeconds: wholeSeconds(604_800).min(1, 'must be at least 1 second').optional(),
  /** Further properties: variables of the action while it runs. What an import brings that no other field takes. */
  properties: actionProperties.optional()
}

const scriptFields = {
  type: z.literal('script'),
  ...common,
  syntax: z.enum(scriptSyntaxes),
  /** The user that the script runs as, by sudo; absent for the one who logs in. */
  runAs: userName.optional(),
  /** Put after the script as they are, once `#{…}` is replaced; quoting is up to whoever writes them. */
  parameters: template(10_000).optional(),
  /** Packages that lie beside the script. */
  packages: packageReferences.optional(),
  /** Variables in `#{…}` are replaced before the script runs. */
  body: neededTemplate(1_000_000)
}

const manualFields = {
  type: z.literal('manual'),
  ...common,
  /** Markdown; `#{…}` is replaced when the action begins. */
  instructions: neededTemplate(20_000),
  /** User names of those who may answer; absent for anybody. */
  responsible: z.array(z.string().trim().min(1).max(100)).min(1).max(100).optional(),
  /** Keeps other deployments of the project to the environment waiting as well. */
  blocksOthers: z.boolean().optional()
}

export const mailPriorities = ['low', 'normal', 'high'] as const
const emailFields = {
  type: z.literal('email'),
  ...common,
  /** Addresses, separated by commas or semicolons. */
  to: neededTemplate(10_000),
  cc: template(10_000).optional(),
  bcc: template(10_000).optional(),
  subject: neededTemplate(1000),
  body: neededTemplate(1_000_000),
  isHtml: z.boolean().optional(),
  priority: z.enum(mailPriorities).optional()
}

export const httpMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
const httpFields = {
  type: z.literal('http'),
  ...common,
  method: z.enum(httpMethods),
  url: neededTemplate(10_000),
  headers: z
    .array(
      z.strictObject({
        name: z
          .string()
          .trim()
          .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'must be the name of a header'),
        value: template(10_000)
      })
    )
    .max(100)
    .optional(),
  body: template(1_000_000).optional(),
  /** Status codes and ranges that are right, such as `200-299,304`; absent for `200-299`. */
  expectStatus: z
    .string()
    .regex(
      /^\s*[1-5]\d\d(\s*-\s*[1-5]\d\d)?(\s*,\s*[1-5]\d\d(\s*-\s*[1-5]\d\d)?)*\s*$/,
      'must be codes and ranges, such as 200-299,304'
    )
    .optional(),
  /** What the answer's body must contain, or a regular expression that it must match. */
  expectBody: z.strictObject({ kind: z.enum(['contains', 'matches']), text: neededTemplate(10_000) }).optional(),
  /** Ask again until the answer is right. Absent: one try. */
  until: z
    .strictObject({ everySeconds: wholeSeconds(3600).min(1), forSeconds: wholeSeconds(86_400).min(1) })
    .optional(),
  /** Of one request; absent for 30. */
  requestSeconds: wholeSeconds(3600).min(1).optional(),
  /** `http://host:port`; absent for a direct connection. */
  proxy: template(1000).optional(),
  /** Path of a PEM file on this machine with authorities to trust besides the usual ones. */
  caFile: template(4096).optional()
}

const healthCheckFields = {
  type: z.literal('health-check'),
  ...common,
  /** `full`: with the script of the target's policy. `connection`: logging in is enough. */
  check: z.enum(['full', 'connection']),
  /** What a target that cannot be reached does: fails, or leaves the rest of the deployment. */
  unavailable: z.enum(['fail', 'exclude'])
}

export const deployWhens = ['always', 'not-current', 'newer'] as const
const deployReleaseFields = {
  type: z.literal('deploy-release'),
  ...common,
  /** Whose release; which one is chosen when the release of this project is made. */
  projectId,
  /** Held against what the other project has in the environment now. */
  when: z.enum(deployWhens),
  /** Answers to the other project's prompts. */
  variables: z
    .array(z.strictObject({ name: z.string().trim().min(1).max(200), value: template(100_000) }))
    .max(200)
    .optional()
}

const deployPackage = {
  type: z.literal('deploy-package'),
  ...common,
  runAs: userName.optional(),
  ...deployPackageFields
}
const transferPackage = { type: z.literal('transfer-package'), ...common, ...transferPackageFields }
const packageScript = {
  type: z.literal('package-script'),
  ...common,
  runAs: userName.optional(),
  ...packageScriptFields
}

const kinds = [scriptFields, manualFields, emailFields, httpFields, healthCheckFields, deployReleaseFields] as const
const [script, manual, email, http, healthCheck, deployRelease] = kinds
const stored = { id: actionId }
const typed = { id: actionId.optional() }

/** One unit of work. The union grows; its discriminator stays. */
export const action = z.discriminatedUnion('type', [
  z.strictObject({ ...script, ...stored }),
  z.strictObject({ ...manual, ...stored }),
  z.strictObject({ ...email, ...stored }),
  z.strictObject({ ...http, ...stored }),
  z.strictObject({ ...healthCheck, ...stored }),
  z.strictObject({ ...deployRelease, ...stored }),
  z.strictObject({ ...deployPackage, ...stored }),
  z.strictObject({ ...transferPackage, ...stored }),
  z.strictObject({ ...packageScript, ...stored })
])
/** As typed in the editor: without an id it is new. */
export const actionInput = z.discriminatedUnion('type', [
  z.strictObject({ ...script, ...typed }),
  z.strictObject({ ...manual, ...typed }),
  z.strictObject({ ...email, ...typed }),
  z.strictObject({ ...http, ...typed }),
  z.strictObject({ ...healthCheck, ...typed }),
  z.strictObject({ ...deployRelease, ...typed }),
  z.strictObject({ ...deployPackage, ...typed }),
  z.strictObject({ ...transferPackage, ...typed }),
  z.strictObject({ ...packageScript, ...typed })
])

export type Action = z.infer<typeof action>
export type ActionType = Action['type']
export type ActionOf<T extends ActionType> = Extract<Action, { readonly type: T }>
export const actionTypes = [
  'script',
  'manual',
  'email',
  'http',
  'health-check',
  'deploy-release',
  'deploy-package',
  'transfer-package',
  'package-script'
] as const satisfies readonly ActionType[]

/** What people call each kind of action. */
export const actionTypeNames: Readonly<Record<ActionType, string>> = {
  script: 'Run a Script',
  manual: 'Manual Intervention',
  email: 'Send an Email',
  http: 'HTTP Request',
  'health-check': 'Health Check',
  'deploy-release': 'Deploy a Release',
  'deploy-package': 'Deploy a Package',
  'transfer-package': 'Transfer a Package',
  'package-script': 'Run a Script from a Package'
}

/** Retries and timeouts make no sense for what waits for people, or for what has its own. */
export const mayRetry = (type: ActionType): boolean => type === 'script' || type === 'http' || isOfPackage(type)

/** Whether an action is about a package of its own. */
export const isOfPackage = (type: ActionType): type is 'deploy-package' | 'transfer-package' | 'package-script' =>
  type === 'deploy-package' || type === 'transfer-package' || type === 'package-script'

/** A place of an action that a release fills with a version of a package. */
export type PackageSlot = PackageChoice & {
  /** Empty for the package that the action is about; else the name of the reference. */
  readonly reference: string
  /** Whether it is unpacked where it is used. */
  readonly isExtracted: boolean
}

/** Every package that an action uses, its own first. */
export function packageSlots(action: Action): readonly PackageSlot[] {
  const own = isOfPackage(action.type) && 'package' in action ? [action.package] : []
  const others = 'packages' in action ? (action.packages ?? []) : []
  return [
    ...own.map(choice => ({ ...choice, reference: '', isExtracted: action.type !== 'transfer-package' })),
    ...others.map(({ name: reference, isExtracted = false, ...choice }) => ({ ...choice, reference, isExtracted }))
  ]
}

/** A text of an action in which references are replaced. */
export interface ActionText {
  readonly text: string
  /** Of a script; null for every other text. */
  readonly syntax: ScriptSyntax | null
  /** What it is called in a sentence, such as `subject`; null for what is only asked, and goes nowhere as a text. */
  readonly called: string | null
}

type Field = readonly [called: string | null, text: string | undefined]

const plain = (...fields: readonly Field[]): readonly ActionText[] =>
  fields.flatMap(([called, text]) => (text === undefined || text === '' ? [] : [{ text, syntax: null, called }]))

const allCalled = (called: string | null, texts: readonly (string | undefined)[]): readonly Field[] =>
  texts.map((text): Field => [called, text])

const configurationOf = ({
  substituteIn = [],
  structuredIn = [],
  additionalTransforms
}: Pick<ActionOf<'deploy-package'>, 'substituteIn' | 'structuredIn' | 'additionalTransforms'>) =>
  plain(
    ...allCalled('files to substitute in', substituteIn),
    ...allCalled('files with structured variables', structuredIn),
    ['additional transforms', additionalTransforms]
  )

const scriptsOf = ({ scripts = {} }: ActionOf<'deploy-package'>): readonly ActionText[] =>
  packageStages.flatMap(stage => {
    const script = scripts[stage]
    return script === undefined ? [] : [{ text: script.body, syntax: script.syntax, called: 'scripts' }]
  })

const placesOf = ({ installTo, nginx }: ActionOf<'deploy-package'>): readonly ActionText[] =>
  plain(
    ['installation folder', installTo?.path],
    ...allCalled('files to keep', installTo?.purge?.keep ?? []),
    ['nginx site', nginx?.hostName],
    ['nginx site', nginx?.configName],
    ...(nginx?.bindings ?? []).flatMap(({ ip, certificate }): readonly Field[] => [
      ['nginx site', ip],
      ['nginx site', certificate]
    ]),
    ...(nginx?.locations ?? []).flatMap(({ path, directives }) => allCalled('nginx site', [path, directives]))
  )

/** What an action of one type has for itself. */
function ownTextsOf(action: Action): readonly ActionText[] {
  switch (action.type) {
    case 'script':
      return [
        { text: action.body, syntax: action.syntax, called: 'script' },
        ...plain(['parameters', action.parameters])
      ]
    case 'manual':
      return plain(['instructions', action.instructions])
    case 'email':
      return plain(
        ['recipients', action.to],
        ['recipients', action.cc],
        ['recipients', action.bcc],
        ['subject', action.subject],
        ['body', action.body]
      )
    case 'http':
      return plain(
        ['address', action.url],
        ['body', action.body],
        ['proxy', action.proxy],
        ['authorities', action.caFile],
        ['expected answer', action.expectBody?.text],
        ...(action.headers ?? []).map(({ name: header, value }): Field => [`header ${header}`, value])
      )
    case 'deploy-release':
      return plain(
        ...(action.variables ?? []).map(({ name: answered, value }): Field => [`answer to “${answered}”`, value])
      )
    case 'health-check':
      return []
    case 'deploy-package':
      return [...scriptsOf(action), ...configurationOf(action), ...placesOf(action)]
    case 'transfer-package':
      return plain(['folder', action.to])
    case 'package-script':
      return [...plain(['script file', action.file], ['parameters', action.parameters]), ...configurationOf(action)]
  }
}

/** Every text of an action in which variables may be mentioned. */
export const textsOf = (action: Action): readonly ActionText[] => [
  ...ownTextsOf(action),
  ...plain(...allCalled(null, Object.values(action.properties ?? {}))),
  ...plain(
    ...allCalled(
      null,
      packageSlots(action).map(({ packageId }) => packageId)
    )
  ),
  ...(action.condition && 'expression' in action.condition ? plain([null, action.condition.expression]) : [])
]
