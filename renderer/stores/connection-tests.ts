import type { AppEvent } from '@shared/api'
import type { ConnectionReport, ConnectionStageReport, ReportedHost } from '@shared/connection-report'
import type { Failure } from '@shared/failure'
import type { JumpHostId, TargetId } from '@shared/ids'
import { create } from 'zustand'
import { api } from '../api'

/** A connection test as the window follows it. */
export type ConnectionTestState =
  | { readonly state: 'running'; readonly stages: readonly ConnectionStageReport[] }
  | { readonly state: 'done'; readonly report: ConnectionReport }
  | { readonly state: 'failed'; readonly failure: Failure }

type TestedId = TargetId | JumpHostId

interface ConnectionTests {
  readonly tests: Readonly<Partial<Record<TestedId, ConnectionTestState>>>
  run(host: ReportedHost): Promise<void>
  forget(id: TestedId): void
  receive(event: AppEvent): void
}

const call = (host: ReportedHost) =>
  host.kind === 'target' ? api.call('target.test', { id: host.id }) : api.call('jumpHost.test', { id: host.id })

/** Connection tests by target or jump host; stages come in as they end. */
export const useConnectionTests = create<ConnectionTests>()((set, get) => {
  const put = (id: TestedId, test: ConnectionTestState) => set(({ tests }) => ({ tests: { ...tests, [id]: test } }))
  const add = (id: TestedId, stage: ConnectionStageReport) => {
    const test = get().tests[id]
    if (test?.state !== 'running') return
    const others = test.stages.filter(known => known.host.id !== stage.host.id || known.stage !== stage.stage)
    put(id, { state: 'running', stages: [...others, stage] })
  }
  return {
    tests: {},
    run: async host => {
      if (get().tests[host.id]?.state === 'running') return
      put(host.id, { state: 'running', stages: [] })
      const result = await call(host)
      put(host.id, result.ok ? { state: 'done', report: result.value } : { state: 'failed', failure: result.failure })
    },
    forget: id => {
      if (get().tests[id]?.state === 'running') return
      const { [id]: _, ...tests } = get().tests
      set({ tests })
    },
    receive: event => {
      if (event.type === 'target.test') add(event.targetId, event.stage)
      if (event.type === 'jumpHost.test') add(event.jumpHostId, event.stage)
    }
  }
})

/** Starts listening; returns the undo. */
export const followConnectionTests = (): (() => void) =>
  api.subscribe(event => useConnectionTests.getState().receive(event))
