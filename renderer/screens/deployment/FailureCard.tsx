import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { Choice, Deployment } from '@shared/deployment'
import type { Comparison } from '@shared/log-calls'
import type { Plan } from '@shared/plan/plan'
import { choiceNames } from '@shared/questions'
import { plainText } from '@shared/task-log/ansi'
import { Icon } from '../../components/Icon'
import { copyText } from '../../components/log/copy-text'
import { FirstDifference } from '../../components/log/FirstDifference'
import { navigate } from '../../navigation/history'
import { CompareLink } from '../comparison/links'
import { choiceHints } from './dialogs/choice-words'
import classes from './FailureCard.module.css'
import { endLabel, type FailureGroup, failureReport, groupMessage, placesLabel } from './failure-groups'
import { standingTo } from './question-groups'
import { useComparison } from './use-comparison'
import { type LastLines, useLastLines } from './use-last-lines'

export interface FailureCardProps {
  readonly deployment: Deployment
  readonly group: FailureGroup
  readonly isOpen: boolean
  readonly onToggle: () => void
  /** Who looks at it; null while that is not known. */
  readonly user: string | null
  /** Narrows the log to the runs of this card. */
  readonly onShowLog: () => void
  /** Opens the dialog that takes an answer for all of them; null where nothing can be answered. */
  readonly onAnswer: ((questions: readonly number[], choice: Choice) => void) | null
  /** Continues the deployment, which is over; null where it cannot be. */
  readonly onResume: (() => void) | null
}

/** Why a step failed, on one target or on several for the same reason. */
export function FailureCard(props: FailureCardProps) {
  const { deployment, group, isOpen, onToggle, onShowLog } = props
  const { stage, runs, places } = group
  const run = runs[0]
  const last = useLastLines(deployment.id, run?.id ?? null)
  if (!run) return null
  const end = endLabel(run)
  const copy = () => {
    if (copyText(failureReport(deployment, group, textsOf(last))))
      notifications.show({ message: 'The report was copied.' })
  }
  return (
    <article
      className={classes.card}
      data-asked={group.choices.length > 0 || undefined}
      aria-label={`${stage.name} failed on ${placesLabel(places)}`}
    >
      <div className={classes.head}>
        <button type="button" className={classes.toggle} aria-expanded={isOpen} onClick={onToggle}>
          <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={12} />
          <Icon name="x-circle" size={15} label="Failed" />
          <span className={classes.title} title={places.join(', ')}>
            <strong>{stage.name}</strong> failed on <strong>{placesLabel(places)}</strong>
          </span>
          {end && <span className={classes.end}>{end}</span>}
        </button>
        <Tooltip label="Show only its lines">
          <ActionIcon size={24} aria-label="Show its log" onClick={onShowLog}>
            <Icon name="filter" size={13} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Copy report">
          <ActionIcon size={24} aria-label="Copy report" onClick={copy}>
            <Icon name="copy" size={13} />
          </ActionIcon>
        </Tooltip>
      </div>
      {group.choices.length > 0 && <Answers {...props} />}
      {isOpen && <Body deployment={deployment} group={group} last={last} />}
      {props.onResume && <Resume onResume={props.onResume} />}
    </article>
  )
}

const Resume = ({ onResume }: { readonly onResume: () => void }) => (
  <div className={classes.answers}>
    <Button size="compact-sm" variant="default" leftSection={<Icon name="play" size={12} />} onClick={onResume}>
      Continue…
    </Button>
  </div>
)

/** An answer for all of them. */
function Answers({ group, user, onAnswer }: FailureCardProps) {
  const questions = group.runs.flatMap(run => run.question ?? [])
  const standing = standingTo(questions, user)
  const numbers = questions.map(question => question.number)
  if (standing.kind === 'taken' || standing.kind === 'not-mine' || onAnswer === null)
    return (
      <p className={classes.answers}>
        {standing.kind === 'taken' ? `${standing.by} has taken it already and will answer.` : 'Waits for an answer.'}
      </p>
    )
  return (
    <div className={classes.answers}>
      {group.choices.map(choice => (
        <Button
          key={choice}
          size="compact-sm"
          variant={choice === 'retry' ? 'filled' : 'default'}
          title={choiceHints[choice]}
          onClick={() => onAnswer(numbers, choice)}
        >
          {choiceNames[choice]}…
        </Button>
      ))}
    </div>
  )
}

const textsOf = (last: LastLines): readonly string[] => last.lines.map(line => plainText(line.text))

interface BodyProps {
  readonly deployment: Deployment
  readonly group: FailureGroup
  readonly last: LastLines
}

function Body({ deployment, group, last }: BodyProps) {
  const comparison = useComparison(deployment.id, group.runs[0]?.id ?? null)
  const failure = group.runs[0]?.failure
  const texts = textsOf(last)
  if (!failure) return null
  return (
    <div className={classes.body}>
      <p className={classes.message}>{groupMessage(deployment.plan, group)}</p>
      {failure.remedy !== '' && <p>{failure.remedy}</p>}
      {group.places.length > 2 && <p className={classes.places}>{group.places.join(', ')}</p>}
      {failure.kind === 'host-key-changed' && <Particulars detail={failure.detail ?? {}} />}
      {texts.length > 0 && (
        <figure className={classes.figure}>
          <figcaption>
            Last {last.isStderr ? 'lines on stderr' : 'lines'}
            {group.places.length > 1 && ` of ${group.places[0]}`}
          </figcaption>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard */}
          <pre className={classes.lines} tabIndex={0}>
            {texts.join('\n')}
          </pre>
        </figure>
      )}
      <FirstDifference
        comparison={comparison}
        onShow={number => navigate(`/deployments/${deployment.id}#L${number}`)}
      />
      <OtherRelease plan={deployment.plan} good={comparison?.good ?? null} />
    </div>
  )
}

interface OtherReleaseProps {
  readonly plan: Plan
  /** Where it went well; null where that is not known. */
  readonly good: Comparison['good']
}

/** Where it went well with another release: what differs between the two may be why it did not now. */
function OtherRelease({ plan: { release, environment, tenant }, good }: OtherReleaseProps) {
  if (good === null || good.releaseId === release.id) return null
  return (
    <p>
      <CompareLink before={good.releaseId} after={release.id} environment={environment.id} tenant={tenant?.id}>
        What differs between {good.releaseVersion} and {release.version}
      </CompareLink>
    </p>
  )
}

/** Detail names as words: `expectedFingerprint` becomes “Expected fingerprint”. */
const asWords = (name: string): string => {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[-_]/g, ' ')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function Particulars({ detail }: { readonly detail: Readonly<Record<string, string>> }) {
  return (
    <dl className={classes.detail}>
      {Object.entries(detail).map(([name, value]) => (
        <div key={name}>
          <dt>{asWords(name)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
