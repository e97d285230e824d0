import { notFound } from '@shared/failure'
import type { ProjectId, RunbookId } from '@shared/ids'
import type { Action, Process, Step, stepInputs } from '@shared/model/process'
import { fail, ok, type Result } from '@shared/result'
import type { z } from 'zod'
import type { Store } from '../store/store'
import { processDrafts } from './audit-content'
import type { ServiceContext } from './context'
import type { NewId } from './ids'
import { processOf } from './project-content'
import { outdated } from './rules'

export type StepsAsTyped = z.output<typeof stepInputs>

/** Processes: saved whole, and only by somebody who saw the stored version. */
export function createProcesses({ store, newId, publish, exclusive }: ServiceContext) {
  return {
    get: async (projectId: ProjectId): Promise<Result<Process>> =>
      store.projects.get(projectId) ? ok(processOf(store, projectId)) : fail(notFound('project', projectId)),

    save: (projectId: ProjectId, version: number, steps: StepsAsTyped): Promise<Result<Process>> =>
      exclusive(async () => {
        const project = store.projects.get(projectId)
        if (!project) return fail(notFound('project', projectId))
        const current = processOf(store, projectId)
        if (current.version !== version) return fail(outdated('The process', current.version))
        const saved: Process = {
          projectId,
          version: version + 1,
          steps: withIds(steps, newId, idsElsewhere(store, projectId))
        }
        await store.commit(
          [store.processes.putting({ ...saved, id: projectId })],
          processDrafts(store, project, current, saved)
        )
        publish({ type: 'catalog.changed', entity: 'process' })
        return ok(saved)
      })
  }
}

/** The ids of the steps and actions of other processes and of runbooks: steps that were copied from there bring them along. */
export const idsElsewhere = (store: Store, own: ProjectId | RunbookId): ReadonlySet<string> =>
  new Set(
    [
      ...store.processes.all().filter(process => process.projectId !== own),
      ...store.runbooks.all().filter(runbook => runbook.id !== own)
    ].flatMap(({ steps }) => steps.flatMap(step => [step.id, ...step.actions.map(action => action.id)]))
  )

/**
 * New steps and actions get their ids. One that is taken, by what was copied from or elsewhere, is made anew; where
 * a step and its copy have the same action, the step that is not new keeps it.
 */
export function withIds(
  steps: StepsAsTyped,
  newId: NewId,
  elsewhere: ReadonlySet<string> = new Set()
): readonly Step[] {
  const taken = new Set<string>(elsewhere)
  const firstTo = <Id extends string>(given: Id | undefined, make: () => Id): Id => {
    const id = given !== undefined && !taken.has(given) ? given : make()
    taken.add(id)
    return id
  }
  const known = new Map<number, Step>()
  const takeAll = (isNew: boolean) =>
    steps.forEach((step, index) => {
      if ((step.id === undefined) !== isNew) return
      const id = firstTo(step.id, () => newId('step'))
      const actions = step.actions.map(
        (action): Action => ({ ...action, id: firstTo(action.id, () => newId('action')) })
      )
      known.set(index, { ...step, id, actions })
    })
  takeAll(false)
  takeAll(true)
  return steps.flatMap((_, index) => known.get(index) ?? [])
}
