import { Button } from '@mantine/core'
import type { Runbook } from '@shared/model/runbook'
import { type ReactNode, useState } from 'react'
import { Card } from '../../components/Card'
import { EmptyState } from '../../components/EmptyState'
import { Loaded } from '../../components/Loaded'
import { Screen } from '../../components/Screen'
import { useRead } from '../../stores/catalog'
import { TaskTable } from '../tasks/TaskTable'

interface RunbookRunsProps {
  readonly runbook: Runbook
  readonly header: ReactNode
}

const pageSize = 50
const most = 500

/** When a runbook was run, where, and how it went. */
export function RunbookRuns({ runbook, header }: RunbookRunsProps) {
  const [limit, setLimit] = useState(pageSize)
  const { load, again } = useRead('deployment.list', { runbookId: runbook.id, limit })
  return (
    <Screen>
      {header}
      <Loaded load={load} onRetry={again} what="runs">
        {runs =>
          runs.length === 0 ? (
            <EmptyState icon="runbook" title="It was not run yet">
              Each run keeps its log, and the steps and variables that it ran with.
            </EmptyState>
          ) : (
            <>
              <Card padding="flush">
                <TaskTable tasks={runs} label="Runs" show="past-of-one" what="Run" />
              </Card>
              {runs.length === limit && limit < most && (
                <Button variant="subtle" mt="xs" onClick={() => setLimit(most)}>
                  Show older ones
                </Button>
              )}
            </>
          )
        }
      </Loaded>
    </Screen>
  )
}
