import type { ChannelId, EnvironmentId, ProjectId } from '@shared/ids'
import { type ActionType, actionTypeNames } from '@shared/model/action'
import type { ChosenPackage } from '@shared/model/package'
import { type Action, actionName, locationOf, type Step } from '@shared/model/process'
import { conditionWords, schedulingWords } from '@shared/model/process-words'
import type { ChildRelease } from '@shared/model/release'
import { bytesWords } from '@shared/plan/words'
import { renderedAction } from '@shared/rendered-action'
import { Link } from 'wouter'
import { Icon } from '../../components/Icon'
import { Markdown } from '../../components/Markdown'
import { Tags } from '../../components/Tags'
import { actionIcons } from '../../lib/action-icons'
import { placeOf, syntaxNames } from '../../lib/step-words'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { toDraft } from '../process/draft/nodes'
import { chipsOf, joins, rowsOf, type StepRow, sentence } from '../process/draft/rows'
import classes from './ReleaseScreen.module.css'

interface SnapshotStepsProps {
  readonly steps: readonly Step[]
  /** Whose channels they may be for; absent where that is not known. */
  readonly projectId?: ProjectId
  /** Which releases they deploy, as they were chosen. */
  readonly deployed?: readonly ChildRelease[] | undefined
  /** The packages that they use, as they were chosen. */
  readonly packages?: readonly ChosenPackage[] | undefined
}

/** What the parts of the list need to know besides their own step. */
interface Around {
  readonly deployed: readonly ChildRelease[]
  readonly packages: readonly ChosenPackage[]
  readonly chips: (id: string) => readonly string[]
}

/** The frozen steps; each opens to show what it does. */
export function SnapshotSteps({ steps, projectId, deployed = [], packages = [] }: SnapshotStepsProps) {
  const environments = valueOr(useRead('environment.list', {}).load, [])
  const channels = valueOr(useRead('channel.list', projectId === undefined ? null : { projectId }).load, [])
  const names = new Map<string, string>([...environments, ...channels].map(({ id, name }) => [id, name]))
  const nameOf = (id: EnvironmentId) => names.get(id) ?? 'a deleted environment'
  const nameOfChannel = (id: ChannelId) => names.get(id) ?? 'a channel that is not known'
  const draft = toDraft(steps)
  const rows = new Map<string, StepRow>(rowsOf(draft).map(row => [row.key, row]))
  const chips = (id: string): readonly string[] => {
    const row = rows.get(id)
    return row === undefined ? [] : chipsOf(row, nameOf, nameOfChannel).map(chip => chip.text)
  }
  return (
    <div>
      {steps.map((step, index) => (
        <SnapshotStep
          key={step.id}
          step={step}
          number={index + 1}
          isJoined={joins(draft, index)}
          around={{ deployed, packages, chips }}
        />
      ))}
    </div>
  )
}

interface SnapshotStepProps {
  readonly step: Step
  readonly number: number
  /** It starts together with the step before. */
  readonly isJoined: boolean
  readonly around: Around
}

function SnapshotStep({ step, number, isJoined, around }: SnapshotStepProps) {
  const [only] = step.actions
  const isSingle = step.actions.length === 1
  const what = isSingle && only ? tagsOf(only, around) : [`${step.actions.length} actions`]
  return (
    <details className={classes.step}>
      <summary className={classes.summary}>
        <span className={classes.chevron}>
          <Icon name="chevron-right" size={12} />
        </span>
        <span className={classes.number}>{number}</span>
        <KindIcon type={isSingle && only ? only.type : null} />
        <span className={classes.stepName}>{step.name}</span>
        <Tags items={[...(isJoined ? ['with previous'] : []), ...around.chips(step.id)]} />
        <span className={classes.place}>{placeOf(step)}</span>
        <Tags items={what} />
      </summary>
      <section className={classes.script} aria-label={`What ${step.name} does`}>
        <StepFacts step={step} />
        {step.actions.map((action, index) => (
          <div key={action.id} className={classes.action}>
            {!isSingle && <ActionHead step={step} action={action} number={`${number}.${index + 1}`} around={around} />}
            <ActionBody action={action} around={around} />
          </div>
        ))}
      </section>
    </details>
  )
}

const KindIcon = ({ type }: { readonly type: ActionType | null }) => (
  <span className={classes.kind}>
    <Icon name={type === null ? 'process' : actionIcons[type]} size={14} />
  </span>
)

/** When a step runs and how it goes through its targets, where that is not the usual. */
function StepFacts({ step }: { readonly step: Step }) {
  const isPaced = [step.window, step.maxParallel, step.order, step.stopAfter, step.canary].some(
    setting => setting !== undefined
  )
  const facts = [
    ...(step.condition === undefined ? [] : [conditionWords(step.condition)]),
    ...(isPaced ? schedulingWords(step) : []),
    ...(step.needsTargets ? ['needs at least one target'] : [])
  ]
  return facts.length === 0 ? null : <p className={classes.facts}>{sentence(facts.join(' · '))}</p>
}

interface ActionHeadProps {
  readonly step: Step
  readonly action: Action
  readonly number: string
  readonly around: Around
}

const elsewhere = { targets: 'on the target', here: '', 'here-for-each-target': 'here, for each target' } as const

function ActionHead({ step, action, number, around }: ActionHeadProps) {
  const where = locationOf(step, action)
  return (
    <h3 className={classes.actionHead}>
      <span className={classes.number}>{number}</span>
      <KindIcon type={action.type} />
      <span className={classes.stepName}>{actionName(step, action)}</span>
      <Tags items={[...tagsOf(action, around), ...around.chips(action.id)]} />
      {where !== step.location && <span className={classes.place}>{elsewhere[where]}</span>}
    </h3>
  )
}

const asWritten = (text: string) => ({ text, knownLater: [], problem: null })

function ActionBody({ action, around }: { readonly action: Action; readonly around: Around }) {
  const child = around.deployed.find(({ actionId }) => actionId === action.id)
  const packages = around.packages.filter(({ actionId }) => actionId === action.id)
  return (
    <>
      {action.notes !== undefined && (
        <div className={classes.actionNotes}>
          <Markdown text={action.notes} />
        </div>
      )}
      {child && (
        <p className={classes.deploys}>
          Deploys <Link href={`/releases/${child.releaseId}`}>release {child.version}</Link>, as it was chosen.
        </p>
      )}
      {packages.map(item => (
        <p key={item.reference} className={classes.deploys} title={`SHA-256 ${item.sha256}`}>
          {item.reference === '' ? 'Package' : `Beside it as ${item.reference}:`} {item.packageId} {item.version} ·{' '}
          {bytesWords(item.bytes)} · <code>{item.sha256.slice(0, 12)}</code>
        </p>
      ))}
      <pre>{renderedAction(action, asWritten).text}</pre>
    </>
  )
}

const tagsOf = (action: Action, { deployed, packages }: Pick<Around, 'deployed' | 'packages'>): readonly string[] => {
  if (action.type === 'script')
    return [syntaxNames[action.syntax], ...(action.runAs === undefined ? [] : [`as ${action.runAs}`])]
  const child = deployed.find(({ actionId }) => actionId === action.id)
  const own = packages.find(({ actionId, reference }) => actionId === action.id && reference === '')
  return [
    actionTypeNames[action.type],
    ...(child === undefined ? [] : [child.version]),
    ...(own === undefined ? [] : [`${own.packageId} ${own.version}`])
  ]
}
