import { Button } from '@mantine/core'
import type { ConnectionReport, ConnectionStageReport, ReportedHost } from '@shared/connection-report'
import type { Target } from '@shared/model/target'
import { ConnectionStages } from '../../components/ConnectionStages'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { type TargetTest, useTargetTests } from '../../stores/target-test'
import { AcceptHostKey } from './AcceptHostKey'
import classes from './ConnectionTest.module.css'
import { stagesFor, stageWords } from './stage-words'

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
  const trusted = () => {
    onTrusted?.()
    // The rest of the connection, now that it may go on.
    run()
  }
  return (
    <div className={classes.test}>
      <div className={classes.head}>
        <p className={classes.verdict}>{verdict(target, test)}</p>
        <Button variant="default" onClick={run} loading={isRunning} leftSection={<Icon name="refresh" size={14} />}>
          {test && !isRunning ? 'Test again' : 'Test connection'}
        </Button>
      </div>
      {test?.state === 'failed' && <FailureAlert failure={test.failure} onRetry={run} />}
      {test && test.state !== 'failed' && (
        <HostStages
          host={{ kind: 'target', id: target.id, name: target.name }}
          isLocal={target.kind === 'local'}
          reports={test.state === 'done' ? test.report.stages : test.stages}
          isRunning={isRunning}
        />
      )}
      {test?.state === 'done' &&
        asking(test.report).map(seen => (
          <AcceptHostKey
            key={seen.host.id}
            seen={seen}
            platform={target.kind === 'ssh' ? target.platform : 'posix'}
            onTrusted={trusted}
          />
        ))}
    </div>
  )
}

const asking = ({ hostKeys }: ConnectionReport) => hostKeys.filter(({ trust }) => trust !== 'pinned')

function verdict(target: Target, test: TargetTest | undefined): string {
  if (!test) return target.kind === 'ssh' ? 'Not tested since Slipway was started.' : 'Scripts run on this machine.'
  if (test.state === 'running') return 'Testing…'
  if (test.state === 'failed') return 'The test could not be carried out.'
  const [key] = asking(test.report)
  if (key?.trust === 'changed') return 'Stopped: the host key is not the accepted one.'
  if (key?.trust === 'unknown') return 'Stopped: the host key was not accepted yet.'
  const outcomes = new Set(test.report.stages.map(({ outcome }) => outcome))
  if (outcomes.has('failed')) return 'The connection does not work yet.'
  return outcomes.has('warning') ? 'The connection works, and something should be looked at.' : 'The connection works.'
}

interface HostStagesProps {
  readonly host: ReportedHost
  /** Nothing has to be reached. */
  readonly isLocal: boolean
  readonly reports: readonly ConnectionStageReport[]
  readonly isRunning: boolean
}

/** How it went at one host, and what to do about what went wrong there. */
function HostStages({ host, isLocal, reports, isRunning }: HostStagesProps) {
  const own = reports.filter(report => report.host.id === host.id)
  const reported = new Map(own.map(report => [report.stage, report]))
  const wanted = stagesFor[host.kind].filter(stage => !isLocal || reported.get(stage)?.outcome !== 'skipped')
  return (
    <>
      <ConnectionStages
        stages={wanted.map(stage => ({ key: stage, word: stageWords[stage], report: reported.get(stage) }))}
        isRunning={isRunning}
      />
      {own.map(({ stage, outcome, failure }) =>
        failure === undefined || isAboutKey(failure.kind) ? null : (
          <FailureAlert key={stage} failure={failure} severity={outcome === 'warning' ? 'warning' : 'error'} />
        )
      )}
    </>
  )
}

/** These have a card of their own, on which something can be done. */
const isAboutKey = (kind: string): boolean => kind === 'host-key-unknown' || kind === 'host-key-changed'
