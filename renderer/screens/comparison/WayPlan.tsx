import { Modal } from '@mantine/core'
import type { ProjectId, RunId } from '@shared/ids'
import { useState } from 'react'
import { Loaded } from '../../components/Loaded'
import { PlanView } from '../../components/plan/PlanView'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { ApprovalCard } from '../deploy/ApprovalCard'
import { FreezeOverride } from '../deploy/FreezeOverride'
import { PlanProblems } from '../deploy/PlanProblems'
import { PromptFields } from '../deploy/PromptFields'
import { ScriptPane } from '../deploy/ScriptPane'
import type { WayBack } from './use-way-back'

/** What runs on the way back, what stands against it, and what is asked. */
export function WayPlan({ way, projectId }: { readonly way: WayBack; readonly projectId: ProjectId }) {
  const { read, plan, prompts, answers, skip, request } = way
  const [opened, setOpened] = useState<RunId | null>(null)
  if (read === null) return null
  return (
    <Loaded load={read.load} onRetry={read.again} what="the plan">
      {({ problems, hash, approvals }) => (
        <>
          <PlanProblems
            problems={problems}
            projectId={projectId}
            onFixed={read.again}
            onLeave={() => undefined}
            actionsFor={({ failure }) =>
              failure.kind === 'frozen' ? <FreezeOverride onTyped={way.onTyped} onReason={way.override} /> : undefined
            }
          />
          {approvals && <ApprovalCard status={approvals} hash={hash} request={request} onTyped={way.onTyped} />}
          {plan && plan.stages.length > 0 && (
            <PlanView
              plan={plan}
              leftOut={skip}
              onSkip={way.setSkipped}
              opened={opened}
              onOpen={setOpened}
              verdictOf={() => null}
            />
          )}
          {prompts.length > 0 && <Questions prompts={prompts} answers={answers} />}
          {plan && opened !== null && (
            <Modal opened onClose={() => setOpened(null)} withCloseButton={false} size="xl">
              <ScriptPane
                plan={plan}
                run={opened}
                request={request}
                answers={way.given}
                onRun={setOpened}
                onClose={() => setOpened(null)}
              />
            </Modal>
          )}
        </>
      )}
    </Loaded>
  )
}

function Questions({ prompts, answers }: Pick<WayBack, 'prompts' | 'answers'>) {
  const accounts = valueOr(useRead('account.list', {}).load, [])
  const certificates = valueOr(useRead('certificate.list', {}).load, [])
  return <PromptFields prompts={prompts} answers={answers} accounts={accounts} certificates={certificates} />
}
