import { notFound } from '@shared/failure'
import type { ActionId, ProjectId } from '@shared/ids'
import type { Process, Step, stepInputs } from '@shared/model/process'
import { fail, ok, type Result } from '@shared/result'
import type { z } from 'zod'
import { processDrafts } from './audit-content'
import type { ServiceContext } from './context'
import type { NewId } from './ids'
import { processOf } from './project-content'
import { outdated } from './rules'

type StepsAsTyped = z.output<typeof stepInputs>

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
        const saved: Process = { projectId, version: version + 1, steps: withIds(steps, newId) }
        await store.commit(
          [store.processes.putting({ ...saved, id: projectId })],
          processDrafts(project, current, saved)
        )
        publish({ type: 'catalog.changed', entity: 'process' })
        return ok(saved)
      })
  }
}

/** New steps and actions get their ids; an action id that another step has already (a copied step) is made anew. */
function withIds(steps: StepsAsTyped, newId: NewId): readonly Step[] {
  const taken = new Set<ActionId>()
  return steps.map(step => {
    const [action] = step.actions
    const given = action.id !== undefined && !taken.has(action.id) ? action.id : newId('action')
    taken.add(given)
    return { ...step, id: step.id ?? newId('step'), actions: [{ ...action, id: given }] }
  })
}
