import { Button } from '@mantine/core'
import type { ConnectionReport, ConnectionStageReport } from '@shared/connection-report'
import type { HostKeyPin, SshTarget, Target } from '@shared/model/target'
import { useState } from 'react'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { ConnectionStages } from '../../components/ConnectionStages'
import { FailureAlert } from '../../components/FailureAlert'
import { HostKeyCard } from '../../components/HostKeyCard'
import { Icon } from '../../components/Icon'
import { useCatalog } from '../../stores/catalog'
import { type TargetTest, useTargetTests } from '../../stores/target-test'
import { useCall } from '../../stores/use-call'
import classes from './ConnectionTest.module.css'
import { stageOrder, stageWords } from './stage-words'

interface ConnectionTestProps {
  readonly target: Target
  /** Called when the host's key was accepted. */
  readonly onTrusted?: () => void
}

/** Tests a target stage by stage, and lets a person accept the key that its host shows. */
export function ConnectionTest({ target, onTrusted }: ConnectionTestProps) {
  const test = useTargetTests(state => state.tests[target.id])
  const run = () => void useTargetTests.getState().run(target.id)
  const isRunning = test?.state === 'running'
  return (
    <div className={classes.test}>
      <div className={classes.head}>
        <p className={classes.verdict}>{verdict(target, test)}</p>
        <Button variant="default" onClick={run} loading={isRunning} leftSection={<Icon name="refresh" size={14} />}>
          {test && !isRunning ? 'Test again' : 'Test connection'}
        </Button>
      </div>
      {test?.state === 'failed' && <FailureAlert failure={test.failure} onRetry={run} />}
      {test && test.state !== 'failed' && <ConnectionStages stages={stagesOf(target, test)} isRunning={isRunning} />}
      {test?.state === 'done' && <Findings target={target} report={test.report} onTrusted={onTrusted} />}
    </div>
  )
}

function verdict(target: Target, test: TargetTest | undefined): string {
  if (!test) return target.kind === 'ssh' ? 'Not tested since Slipway was started.' : 'Scripts run on this machine.'
  if (test.state === 'running') return 'Testing…'
  if (test.state === 'failed') return 'The test could not be carried out.'
  if (test.report.trust === 'changed') return 'Stopped: the host key is not the accepted one.'
  if (test.report.trust === 'unknown') return 'Stopped: the host key was not accepted yet.'
  return test.report.stages.some(({ outcome }) => outcome === 'failed')
    ? 'The connection does not work yet.'
    : 'The connection works.'
}

function stagesOf(target: Target, test: Exclude<TargetTest, { state: 'failed' }>) {
  const reports: readonly ConnectionStageReport[] = test.state === 'done' ? test.report.stages : test.stages
  const reported = new Map(reports.map(report => [report.stage, report]))
  const wanted = target.kind === 'ssh' ? stageOrder : stageOrder.filter(stage => reported.has(stage))
  return wanted.map(stage => ({ key: stage, word: stageWords[stage], report: reported.get(stage) }))
}

interface FindingsProps {
  readonly target: Target
  readonly report: ConnectionReport
  readonly onTrusted: (() => void) | undefined
}

/** What the test found that asks for something. */
function Findings({ target, report, onTrusted }: FindingsProps) {
  const asksForKey = report.trust === 'unknown' || report.trust === 'changed'
  const failed = report.stages.find(({ outcome }) => outcome === 'failed')
  if (asksForKey && report.hostKey && target.kind === 'ssh') {
    return <Trust target={target} shown={report.hostKey} isChanged={report.trust === 'changed'} onTrusted={onTrusted} />
  }
  return failed?.failure ? <FailureAlert failure={failed.failure} /> : null
}

interface TrustProps {
  readonly target: SshTarget
  readonly shown: HostKeyPin
  readonly isChanged: boolean
  readonly onTrusted: (() => void) | undefined
}

function Trust({ target, shown, isChanged, onTrusted }: TrustProps) {
  const [isConfirming, setConfirming] = useState(false)
  const { run, isBusy, failure } = useCall('target.trust')
  const accept = async () => {
    const result = await run({ id: target.id, hostKey: shown, replace: isChanged })
    if (!result.ok) return
    setConfirming(false)
    await useCatalog.getState().refresh('target')
    onTrusted?.()
    // The rest of the connection, now that it may go on.
    await useTargetTests.getState().run(target.id)
  }
  return (
    <>
      <HostKeyCard
        shown={shown}
        pinned={isChanged ? target.hostKey : null}
        platform={target.platform}
        isBusy={isBusy}
        onAccept={() => (isChanged ? setConfirming(true) : void accept())}
      />
      {failure && !isConfirming && <FailureAlert failure={failure} />}
      {isConfirming && (
        <ConfirmDialog
          title={`Replace the accepted key of ${target.name}?`}
          confirmLabel="I compared it: replace the key"
          isDangerous
          typeToConfirm={target.name}
          isBusy={isBusy}
          failure={failure}
          onConfirm={() => void accept()}
          onCancel={() => setConfirming(false)}
        >
          Only if you know why the key changed, and the fingerprint <code>{shown.fingerprint}</code> is the one that the
          host itself tells.
        </ConfirmDialog>
      )}
    </>
  )
}
