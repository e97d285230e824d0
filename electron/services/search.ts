import type { SearchHit } from '@shared/dashboard-calls'
import type { ProjectId } from '@shared/ids'
import { actionName, type Step } from '@shared/model/process'
import { isOfProject } from '@shared/model/release'
import type { Variable } from '@shared/model/variable-set'
import { ok, type Result } from '@shared/result'
import { kindWeights } from '@shared/search/kind-weights'
import { Best, scoreOf, scoreWord, wordsOf } from '@shared/search/search'
import { Breath } from '../store/breathe'
import type { Store } from '../store/store'
import type { ServiceContext } from './context'

/** Something that may be found, with further words that find it. */
interface Candidate {
  readonly hit: SearchHit
  readonly more: string
}

/** How many are looked at before others are let in. */
const batch = 500

/** Finds things of the workspace by their names. Values are never looked at, and secrets least of all. */
export function createSearch({ store }: Pick<ServiceContext, 'store'>) {
  return {
    find: async (text: string, limit: number): Promise<Result<readonly SearchHit[]>> => {
      const words = wordsOf(text)
      if (words.length === 0) return ok([])
      const best = new Best<SearchHit>(limit)
      const breath = new Breath()
      let seen = 0
      for (const { hit, more } of candidates(store)) {
        const keywords = hit.within === null ? more : `${hit.within} ${more}`
        // What merely belongs to something that is called so is not meant: a project's name would find all it has.
        const isMeant = words.some(word => scoreWord(word, hit.name) > 0 || scoreWord(word, more) > 0)
        if (isMeant) best.offer(hit, scoreOf(words, { label: hit.name, keywords }) * kindWeights[hit.kind])
        seen += 1
        if (seen % batch === 0) await breath.take()
      }
      return ok(best.all())
    }
  }
}

/** In the order in which equally good ones are listed. */
function* candidates(store: Store): Generator<Candidate> {
  const projectName = (id: ProjectId): string | null => store.projects.get(id)?.name ?? null
  const alone = (
    kind: SearchHit['kind'],
    { id, name }: { readonly id: string; readonly name: string },
    more = ''
  ): Candidate => ({ hit: { kind, id, name, within: null, projectId: null }, more })
  const ofProject = (kind: SearchHit['kind'], id: string, name: string, projectId: ProjectId): Candidate => ({
    hit: { kind, id, name, within: projectName(projectId), projectId },
    more: ''
  })

  for (const project of store.projects.all()) yield alone('project', project)
  for (const item of store.environments.all()) yield alone('environment', item)
  for (const target of store.targets.all()) yield withHost(target)
  for (const item of store.tenants.all()) yield alone('tenant', item, item.tags.join(' '))
  for (const { id, name, projectId } of store.runbooks.all()) yield ofProject('runbook', id, name, projectId)
  for (const item of store.lifecycles.all()) yield alone('lifecycle', item)
  for (const { id, name, projectId } of store.channels.all()) yield ofProject('channel', id, name, projectId)
  for (const { id, name, projectId } of store.triggers.all()) yield ofProject('trigger', id, name, projectId)
  for (const item of store.freezes.all()) yield alone('freeze', item)
  for (const item of store.librarySets.all()) yield alone('library-set', item)
  for (const item of store.accounts.all()) yield alone('account', item)
  for (const item of store.certificates.all()) yield alone('certificate', item)
  for (const item of store.feeds.all()) yield alone('feed', item)
  yield* packages(store)
  yield* steps(store, projectName)
  yield* variables(store, projectName)
  // Newest first.
  for (const release of [...store.releases.all()].reverse())
    if (isOfProject(release)) yield ofProject('release', release.id, release.version, release.projectId)
}

function withHost(target: ReturnType<Store['targets']['all']>[number]): Candidate {
  const { id, name, roles } = target
  const within = target.kind === 'ssh' ? target.host : null
  return { hit: { kind: 'target', id, name, within, projectId: null }, more: roles.join(' ') }
}

/** Each package once, however many versions there are. */
function* packages(store: Store): Generator<Candidate> {
  const seen = new Set<string>()
  for (const { packageId } of store.packages.all()) {
    const key = packageId.toLowerCase()
    if (seen.has(key)) continue
    seen.add(key)
    yield { hit: { kind: 'package', id: packageId, name: packageId, within: null, projectId: null }, more: '' }
  }
}

/** Names of steps, and of their actions where there are several. */
const namesIn = (list: readonly Step[]): ReadonlySet<string> =>
  new Set(list.flatMap(step => [step.name, ...step.actions.map(action => actionName(step, action))]))

function* steps(store: Store, projectName: (id: ProjectId) => string | null): Generator<Candidate> {
  for (const { projectId, steps: list } of store.processes.all()) {
    for (const name of namesIn(list))
      yield { hit: { kind: 'step', id: projectId, name, within: projectName(projectId), projectId }, more: '' }
  }
  for (const { id, name: runbook, projectId, steps: list } of store.runbooks.all()) {
    const within = [projectName(projectId), runbook].filter(part => part !== null).join(': ')
    for (const name of namesIn(list)) yield { hit: { kind: 'step', id, name, within, projectId }, more: '' }
  }
}

/** Each name once in a set, however many values it has. */
const variableNames = (list: readonly Pick<Variable, 'name'>[]): ReadonlySet<string> =>
  new Set(list.map(({ name }) => name))

function* variables(store: Store, projectName: (id: ProjectId) => string | null): Generator<Candidate> {
  for (const { projectId, variables: list } of store.variableSets.all()) {
    for (const name of variableNames(list))
      yield { hit: { kind: 'variable', id: projectId, name, within: projectName(projectId), projectId }, more: '' }
  }
  for (const { id, name: within, variables: list } of store.librarySets.all()) {
    for (const name of variableNames(list))
      yield { hit: { kind: 'variable', id, name, within, projectId: null }, more: '' }
  }
}
