import type { VariablePlace } from '@shared/api'
import type { AuditDraft } from '@shared/audit'
import type { Failure } from '@shared/failure'
import type { SecretId } from '@shared/ids'
import { fail, ok, type Result } from '@shared/result'
import type { Secret } from '@shared/secret'
import type { SubstitutionOptions, SubstitutionReport } from '@shared/substitution'
import { type BindOptions, bindVariables, TemplateError } from '@shared/template/index'
import { type Contested, contestAll } from '@shared/variables/decide'
import { madeOfSecrets, readContent } from '@shared/variables/resolve'
import { nameKey } from '@shared/variables/rows'
import { undecided } from '@shared/variables/undecided'
import type { ConfigurationReport } from '../engine/configuration'
import { featureSwitches } from '../engine/configuration/switches'
import { createRedactor } from '../engine/redactor'
import type { Store } from '../store/store'
import { changesOf } from './audit-changes'
import type { ServiceContext } from './context'
import { openFolder, rehearsal } from './folder-files'
import type { ServicePorts } from './ports'
import type { PlaceWorld, VariablePlaces } from './variable-places'

type Asked = Pick<ServicePorts, 'chooseFolder' | 'platform'>
type Decided = ReadonlyMap<string, Contested>

/** Puts the values of a place into files of this machine: the features of a step that deploys a package, without one. */
export function createSubstitution(
  { store }: Pick<ServiceContext, 'store'>,
  places: Pick<VariablePlaces, 'worldAt'>,
  ports: Asked
) {
  return {
    substitute: async (
      place: VariablePlace,
      options: SubstitutionOptions
    ): Promise<Result<SubstitutionReport | null>> => {
      const found = await places.worldAt(place)
      if (!found.ok) return found
      const decided = contestAll(found.value.world, found.value.context)
      const tied = [...decided.values()].flatMap(({ name, contest }) => (contest.tied.length > 0 ? [name] : []))
      if (tied.length > 0) return fail(undecided(tied, place.source.kind === 'project' ? 'live' : 'released'))
      // Before the person is asked for a folder: the vault may have to be unlocked, and then the call is repeated.
      const values = await rawValues(store, decided, options.includeSecrets)
      if (!values.ok) return values
      const folder = await ports.chooseFolder()
      if (folder === null) return ok(null)
      const files = await openFolder(folder, ports.platform)
      if (!files.ok) return files
      if (!options.isDryRun) await store.commit([], [usedDraft(store, found.value, folder, values.value)])
      const work = options.isDryRun ? rehearsal(files.value) : files.value
      // Its libraries are large, and most starts of the app have no use for them.
      const { configureFolder } = await import('../engine/configuration')
      const made = new Set<string>()
      const report = await configureFolder(work, switchedOn(values.value.raw, options), watchFor(values.value, made))
      const shown = masked(report, values.value, made)
      return ok({ folder, isDryRun: options.isDryRun, leftOut: values.value.leftOut, ...shown })
    }
  }
}

interface RawValues {
  /** By `nameKey`: names with their templates. */
  readonly raw: ReadonlyMap<string, readonly [name: string, value: string]>
  /** The names among them that are secrets. */
  readonly secret: readonly string[]
  /** The names that are not among them because they are secrets. */
  readonly leftOut: readonly string[]
}

async function rawValues(store: Store, decided: Decided, includeSecrets: boolean): Promise<Result<RawValues>> {
  const raw = new Map<string, readonly [string, string]>()
  const secret: string[] = []
  const leftOut: string[] = []
  for (const [key, { name, contest }] of decided) {
    const content = contest.winner?.candidate.content
    if (content === undefined) continue
    if (content.kind !== 'text') (includeSecrets ? secret : leftOut).push(name)
    if (content.kind !== 'text' && !includeSecrets) continue
    const opened = new Map<SecretId, Secret>()
    if (content.kind === 'secret' && content.id !== null) {
      const result = await store.vault.open(content.id)
      if (!result.ok) return fail(unopened(name, result.failure))
      opened.set(content.id, result.value)
    }
    raw.set(key, [name, readContent(content, opened)])
  }
  return ok({ raw, secret, leftOut })
}

/** The kind stays: a locked vault is unlocked, and then the call is repeated. */
const unopened = (name: string, failure: Failure): Failure => ({
  ...failure,
  message: `The value of the sensitive variable “${name}” cannot be read. ${failure.message}`
})

/** The variables by which a package step's features are switched on, in the place of those of the same names. */
function switchedOn(raw: RawValues['raw'], options: SubstitutionOptions) {
  const variables = new Map(raw)
  for (const [name, value] of Object.entries(featureSwitches(options))) variables.set(nameKey(name), [name, value])
  return variables.values()
}

/** Gathers in `made` what is made of secrets. */
function watchFor({ raw, secret }: RawValues, made: Set<string>): BindOptions {
  const keys = new Set(secret.map(nameKey))
  const known = new Map([...raw].map(([key, [, plain]]) => [key, { plain, isSecret: keys.has(key) }]))
  return {
    isSensitive: name => keys.has(nameKey(name)),
    onMade: found => {
      for (const text of madeOfSecrets(found, known)) made.add(text)
    }
  }
}

/** Messages quote what templates cannot do, so secrets and what is made of them are masked in them as in logs. */
function masked({ messages, changed, failure }: ConfigurationReport, { raw, secret }: RawValues, made: Set<string>) {
  const bound = bindVariables(raw.values())
  const texts = secret.flatMap(name => {
    const plain = raw.get(nameKey(name))?.[1] ?? ''
    return plain.includes('#{') ? [plain, evaluatedText(bound, name)] : [plain]
  })
  const redactor = createRedactor([...texts, ...made])
  return {
    changed,
    messages: messages.map(item => ({ ...item, message: redactor.text(item.message) })),
    failure: failure === null ? null : redactor.text(failure)
  }
}

function evaluatedText(bound: ReturnType<typeof bindVariables>, name: string): string {
  try {
    return bound.get(name).text ?? ''
  } catch (error) {
    if (error instanceof TemplateError) return ''
    throw error
  }
}

function usedDraft(
  store: Store,
  { project, environmentId }: PlaceWorld,
  folder: string,
  values: RawValues
): AuditDraft {
  const environment = environmentId === null ? undefined : store.environments.get(environmentId)
  const where = environment === undefined ? '' : ` for “${environment.name}”`
  return {
    verb: 'used',
    subject: { kind: 'variables', id: project.id, name: project.name },
    projectId: project.id,
    ...(environmentId === null ? {} : { environmentId }),
    summary: `Used the values of “${project.name}”${where} in the files of the folder ${folder}.`,
    changes: values.secret.length === 0 ? [] : changesOf('Secrets', null, { list: values.secret })
  }
}
