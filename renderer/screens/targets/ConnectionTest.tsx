import type { ConnectionReport, ConnectionStageReport, ReportedHost } from '@shared/connection-report'
import { type ReactNode, useEffect, useRef } from 'react'
import { BusyButton } from '../../components/BusyButton'
import { ConnectionStages } from '../../components/ConnectionStages'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { Way } from '../../components/Way'
import { useRead } from '../../stores/catalog'
import { type ConnectionTestState, useConnectionTests } from '../../stores/connection-tests'
import { valueOr } from '../../stores/load'
import { AcceptHostKey } from './AcceptHostKey'
import classes from './ConnectionTest.module.css'
import { type ConnectionSubject, wayTo } from './connection-subject'
import { lookOfHost } from './host-look'
import { stagesFor, stageWords } from './stage-words'

interface ConnectionTestProps {
  readonly subject: ConnectionSubject
  /** Called when a host's key was accepted. */
  readonly onTrusted?: () => void
}

/** Tests a connection host by host and stage by stage, and lets a person accept the keys that the hosts show. */
export function ConnectionTest({ subject, onTrusted }: ConnectionTestProps) {
  const { host } = subject
  const test = useConnectionTests(state => state.tests[host.id])
  const way = wayTo(subject, valueOr(useRead('jumpHost.list', {}).load, []))
  const run = () => void useConnectionTests.getState().run(host)
  const isRunning = test?.state === 'running'
  const { button, whole } = useNextFocus(isRunning)
  const trusted = () => {
    onTrusted?.()
    // The button that accepted the key goes.
    button.current?.focus({ preventScroll: true })
    // The rest of the connection, now that it may go on.
    run()
  }
  const reports = test?.state === 'done' ? test.report.stages : test?.state === 'running' ? test.stages : []
  return (
    <div ref={whole} className={classes.test}>
      <div className={classes.head}>
        <p className={classes.verdict}>{verdict(subject, test)}</p>
        <BusyButton ref={button} icon="refresh" isBusy={isRunning} onClick={run}>
          {test && !isRunning ? 'Test again' : 'Test connection'}
        </BusyButton>
      </div>
      {way.length > 1 && (
        <Way hosts={way.map(({ id, name }) => ({ key: id, name, look: lookOfHost(id, reports, isRunning) }))} />
      )}
      {test?.state === 'failed' && <FailureAlert failure={test.failure} onRetry={run} />}
      {test &&
        test.state !== 'failed' &&
        way.map((at, index) => (
          <HostStages
            key={at.id}
            host={at}
            isNamed={way.length > 1}
            isLocal={subject.platform === 'here'}
            reports={reports}
            // Where the test is now: at the first host that has not told of all its stages.
            isRunning={isRunning && way.slice(0, index).every(before => isComplete(before, reports))}
          >
            {test.state === 'done' &&
              asking(test.report)
                .filter(seen => seen.host.id === at.id)
                .map(seen => (
                  <AcceptHostKey
                    key={seen.host.id}
                    seen={seen}
                    platform={at.id === host.id && subject.platform === 'windows' ? 'windows' : 'posix'}
                    isNamed={way.length > 1}
                    onTrusted={trusted}
                  />
                ))}
          </HostStages>
        ))}
    </div>
  )
}

/** What is asked comes next for whoever has not turned to something else while the test ran. */
function useNextFocus(isRunning: boolean) {
  const button = useRef<HTMLButtonElement>(null)
  const whole = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isRunning || document.activeElement !== button.current) return
    whole.current?.querySelector<HTMLElement>('[data-accepts]')?.focus()
  }, [isRunning])
  return { button, whole }
}

const isComplete = (host: ReportedHost, reports: readonly ConnectionStageReport[]): boolean =>
  reports.filter(report => report.host.id === host.id).length >= stagesFor[host.kind].length

const asking = ({ hostKeys }: ConnectionReport) => hostKeys.filter(({ trust }) => trust !== 'pinned')

function verdict({ host, platform, viaId }: ConnectionSubject, test: ConnectionTestState | undefined): string {
  if (!test) return platform === 'here' ? 'Scripts run on this machine.' : 'Not tested since Slipway was started.'
  if (test.state === 'running') return 'Testing…'
  if (test.state === 'failed') return 'The test could not be carried out.'
  const [key] = asking(test.report)
  const whose = viaId === null || !key ? 'the host key' : `the host key of ${key.host.name}`
  if (key?.trust === 'changed') return `Stopped: ${whose} is not the accepted one.`
  if (key?.trust === 'unknown') return `Stopped: ${whose} was not accepted yet.`
  const failed = test.report.stages.find(({ outcome }) => outcome === 'failed')
  if (failed && failed.host.id !== host.id) return `Stopped at ${failed.host.name}.`
  if (failed) return 'The connection does not work yet.'
  const isWarned = test.report.stages.some(({ outcome }) => outcome === 'warning')
  return isWarned ? 'The connection works, and something should be looked at.' : 'The connection works.'
}

interface HostStagesProps {
  readonly host: ReportedHost
  readonly isNamed: boolean
  /** Nothing has to be reached. */
  readonly isLocal: boolean
  readonly reports: readonly ConnectionStageReport[]
  readonly isRunning: boolean
  /** What a person is asked about this host. */
  readonly children: ReactNode
}

/** How it went at one host, and what to do about what went wrong there. */
function HostStages({ host, isNamed, isLocal, reports, isRunning, children }: HostStagesProps) {
  const own = reports.filter(report => report.host.id === host.id)
  const reported = new Map(own.map(report => [report.stage, report]))
  const wanted = stagesFor[host.kind].filter(stage => !isLocal || reported.get(stage)?.outcome !== 'skipped')
  return (
    <section className={classes.host} aria-label={host.name}>
      {isNamed && (
        <h3 className={classes.hostName}>
          <Icon name={host.kind === 'target' ? 'target' : 'shield'} size={14} />
          {host.name}
        </h3>
      )}
      {isNamed && own.length > 0 && own.every(({ outcome }) => outcome === 'skipped') ? (
        <p className={classes.notTried}>Not tried: the way there ends before it.</p>
      ) : (
        <ConnectionStages
          label={isNamed ? `Stages of the connection to ${host.name}` : 'Stages of the connection'}
          stages={wanted.map(stage => ({ key: stage, word: stageWords[stage], report: reported.get(stage) }))}
          isRunning={isRunning}
        />
      )}
      {own.map(({ stage, outcome, failure }) =>
        failure === undefined || isAboutKey(failure.kind) ? null : (
          <FailureAlert key={stage} failure={failure} severity={outcome === 'warning' ? 'warning' : 'error'} />
        )
      )}
      {children}
    </section>
  )
}

/** These have a card of their own, on which something can be done. */
const isAboutKey = (kind: string): boolean => kind === 'host-key-unknown' || kind === 'host-key-changed'
