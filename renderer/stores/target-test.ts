import type { AppEvent } from '@shared/api'
import type { ConnectionReport, ConnectionStageReport } from '@shared/connection-report'
import type { Failure } from '@shared/failure'
import type { TargetId } from '@shared/ids'
import { create } from 'zustand'
import { api } from '../api'

/** A connection test as the window follows it. */
export type TargetTest =
  | { readonly state: 'running'; readonly stages: readonly ConnectionStageReport[] }
  | { readonly state: 'done'; readonly report: ConnectionReport }
  | { readonly state: 'failed'; readonly failure: Failure }

interface TargetTests {
  readonly tests: Readonly<Record<TargetId, TargetTest>>
  run(targetId: TargetId): Promise<void>
  forget(targetId: TargetId): void
  receive(event: AppEvent): void
}

/** Connection tests by target; stages come in as they end. */
export const useTargetTests = create<TargetTests>()((set, get) => {
  const put = (targetId: TargetId, test: TargetTest) => set(({ tests }) => ({ tests: { ...tests, [targetId]: test } }))
  return {
    tests: {},
    run: async targetId => {
      if (get().tests[targetId]?.state === 'running') return
      put(targetId, { state: 'running', stages: [] })
      const result = await api.call('target.test', { id: targetId })
      put(targetId, result.ok ? { state: 'done', report: result.value } : { state: 'failed', failure: result.failure })
    },
    forget: targetId => {
      if (get().tests[targetId]?.state === 'running') return
      const { [targetId]: _, ...tests } = get().tests
      set({ tests })
    },
    receive: event => {
      if (event.type !== 'target.test') return
      const test = get().tests[event.targetId]
      if (test?.state !== 'running') return
      const others = test.stages.filter(
        ({ host, stage }) => host.id !== event.stage.host.id || stage !== event.stage.stage
      )
      put(event.targetId, { state: 'running', stages: [...others, event.stage] })
    }
  }
})

/** Starts listening; returns the undo. */
export const followTargetTests = (): (() => void) => api.subscribe(event => useTargetTests.getState().receive(event))
