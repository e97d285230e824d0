import { type Failure, type FieldIssue, invalid, notFound } from '@shared/failure'
import type { LifecycleId } from '@shared/ids'
import type { LifecycleListing } from '@shared/lifecycle-calls'
import type { Lifecycle, LifecycleInput, Phase } from '@shared/model/lifecycle'
import { isOfProject } from '@shared/model/release'
import { sameName } from '@shared/model/text'
import { countOf } from '@shared/plan/words'
import { fail, ok, type Result } from '@shared/result'
import type { Store } from '../store/store'
import { draftsOf } from './audit-drafts'
import { lifecycleAudit } from './audit-lifecycle'
import type { ServiceContext } from './context'
import { byName, inUse, nameTaken } from './rules'

const firstName = 'Default Lifecycle'

/** What the only phase of a workspace is called that had releases before there were lifecycles. */
const openPhaseName = 'Anywhere'

/** Lifecycles: exactly one is the default, for the projects and channels that name none. */
export function createLifecycles({ store, newId, publish, exclusive }: ServiceContext) {
  const { lifecycles } = store
  const audit = lifecycleAudit(store)

  /** Together with taking the default from the one that has it, where this one is to have it. */
  const put = async (record: Lifecycle, before: Lifecycle | null): Promise<Result<Lifecycle>> => {
    const old = defaultLifecycle(store)
    const replaced = record.isDefault && old !== null && old.id !== record.id ? { ...old, isDefault: false } : null
    await store.commit(
      [...(replaced === null ? [] : [lifecycles.putting(replaced)]), lifecycles.putting(record)],
      [...(replaced === null ? [] : draftsOf(audit, old, replaced)), ...draftsOf(audit, before, record)]
    )
    publish({ type: 'catalog.changed', entity: 'lifecycle' })
    return ok(record)
  }

  const recordOf = (id: LifecycleId, input: LifecycleInput, before: Lifecycle | null): Lifecycle => {
    const known = new Set(before?.phases.map(phase => phase.id))
    const phases = input.phases.map(({ id: given, retention, ...phase }): Phase => {
      const phaseId = given !== undefined && known.delete(given) ? given : newId('phase')
      return { ...phase, id: phaseId, ...(retention === undefined ? {} : { retention }) }
    })
    return { ...input, id, phases, isDefault: before?.isDefault ?? false }
  }

  const refusal = (input: LifecycleInput, prefix: string, self?: LifecycleId): Failure | null =>
    nameTaken('a lifecycle', lifecycles.all(), input.name, `${prefix}name`, self) ?? phasesRefused(store, input, prefix)

  return {
    list: async (): Promise<Result<readonly LifecycleListing[]>> =>
      ok(byName(lifecycles.all()).map(lifecycle => ({ ...lifecycle, usedBy: usersOf(store, lifecycle) }))),

    create: (input: LifecycleInput): Promise<Result<Lifecycle>> =>
      exclusive(async () => {
        const refused = refusal(input, '')
        return refused ? fail(refused) : put(recordOf(newId('lifecycle'), input, null), null)
      }),

    update: (id: LifecycleId, input: LifecycleInput): Promise<Result<Lifecycle>> =>
      exclusive(async () => {
        const current = lifecycles.get(id)
        if (!current) return fail(notFound('lifecycle', id))
        const refused = refusal(input, 'value.', id)
        return refused ? fail(refused) : put(recordOf(id, input, current), current)
      }),

    setDefault: (id: LifecycleId): Promise<Result<Lifecycle>> =>
      exclusive(async () => {
        const current = lifecycles.get(id)
        if (!current) return fail(notFound('lifecycle', id))
        return current.isDefault ? ok(current) : put({ ...current, isDefault: true }, current)
      }),

    delete: (id: LifecycleId): Promise<Result<null>> =>
      exclusive(async () => {
        const current = lifecycles.get(id)
        if (!current) return fail(notFound('lifecycle', id))
        const refused = whyKept(store, current)
        if (refused) return fail(refused)
        await store.commit([lifecycles.removing(id)], draftsOf(audit, current, null))
        publish({ type: 'catalog.changed', entity: 'lifecycle' })
        return ok(null)
      }),

    /**
     * Makes the default where there is none. In a new workspace each environment is a phase; where there are releases
     * already, from before there were lifecycles, everything that was open stays so.
     */
    ensureDefault: (): Promise<void> =>
      exclusive(async () => {
        if (defaultLifecycle(store) !== null) return
        const hadReleases = store.releases.all().some(isOfProject)
        const anywhere = { id: newId('phase'), name: openPhaseName, environments: [], minimum: 0, isOptional: false }
        await lifecycles.put({
          id: newId('lifecycle'),
          name: firstName,
          description: '',
          phases: hadReleases ? [anywhere] : [],
          retention: { keep: 'forever' },
          isDefault: true
        })
      })
  }
}

/** The one of projects and channels that name none; null only before `ensureDefault`. */
export const defaultLifecycle = ({ lifecycles }: Pick<Store, 'lifecycles'>): Lifecycle | null =>
  lifecycles.all().find(({ isDefault }) => isDefault) ?? null

function phasesRefused(store: Store, { phases }: LifecycleInput, prefix: string): Failure | null {
  const issues = phases.flatMap((_, index) => phaseIssues(store, phases, index, `${prefix}phases.${index}`))
  const [first] = issues
  if (first === undefined) return null
  const refused = invalid(first.path, first.message, 'Correct the phases and try again.')
  return { ...refused, message: `The phases cannot be used as they are: ${first.message}.`, issues }
}

type InputPhase = LifecycleInput['phases'][number]

function phaseIssues(store: Store, phases: readonly InputPhase[], index: number, path: string): readonly FieldIssue[] {
  const phase = phases[index]
  if (phase === undefined) return []
  const earlier = phases.slice(0, index)
  const count = phase.environments.length
  const issue = (field: string, message: string): FieldIssue => ({ path: `${path}.${field}`, message })
  const sameNamed = earlier.some(other => sameName(other.name, phase.name))
  const places = phase.environments.flatMap(({ id }, at) => {
    const name = store.environments.get(id)?.name
    if (name === undefined) return [issue('environments', 'names an environment that no longer exists')]
    if (phase.environments.findIndex(other => other.id === id) < at)
      return [issue('environments', `names ${name} twice`)]
    const other = earlier.find(item => item.environments.some(place => place.id === id))
    return other === undefined ? [] : [issue('environments', `names ${name}, which is in the phase “${other.name}”`)]
  })
  const open = count === 0 ? earlier.find(item => item.environments.length === 0) : undefined
  return [
    ...(sameNamed ? [issue('name', 'is the name of another phase')] : []),
    ...places,
    ...(open === undefined
      ? []
      : [issue('environments', `must name one, because “${open.name}” has all that no other phase names`)]),
    ...(count > 0 && phase.minimum > count
      ? [issue('minimum', `must be at most ${count}, because the phase has ${countOf(count, 'environment')}`)]
      : [])
  ]
}

/** Projects that name it, or that name none where it is the default, and channels as `Shop: Hotfix`. */
function usersOf(store: Store, { id, isDefault }: Lifecycle): readonly string[] {
  const projects = byName(store.projects.all()).filter(({ releases }) => {
    const own = releases?.lifecycleId
    return own === id || (isDefault && (own === undefined || !store.lifecycles.get(own)))
  })
  const channels = byName(store.channels.all())
    .filter(({ lifecycleId }) => lifecycleId === id)
    .map(({ projectId, name }) => `${store.projects.get(projectId)?.name ?? projectId}: ${name}`)
  return [...projects.map(({ name }) => name), ...channels]
}

function whyKept(store: Store, lifecycle: Lifecycle): Failure | null {
  if (lifecycle.isDefault)
    return {
      kind: 'in-use',
      message: `“${lifecycle.name}” is the default, for projects and channels that name no lifecycle.`,
      remedy: 'Make another lifecycle the default first.'
    }
  const users = usersOf(store, lifecycle)
  return users.length === 0
    ? null
    : inUse(`The lifecycle “${lifecycle.name}”`, users, 'Give these projects and channels another lifecycle first.')
}
