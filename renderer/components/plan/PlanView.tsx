import { Checkbox } from '@mantine/core'
import type { ActionId, RunId } from '@shared/ids'
import { type Plan, type PlannedRun, type Stage, stageNumber, typeOf } from '@shared/plan/plan'
import {
  actionNotes,
  blocksOf,
  type PlanBlock,
  type PlanItem,
  type PlanNotes,
  stepNotes
} from '@shared/plan/plan-blocks'
import type { PreflightVerdict } from '@shared/preflight'
import { actionIcons } from '../../lib/action-icons'
import { Icon } from '../Icon'
import type { IconName } from '../icon-paths'
import { Tags } from '../Tags'
import { PlanPackages } from './PlanPackages'
import { PlanPlaces } from './PlanPlaces'
import classes from './PlanView.module.css'
import { bundleWords, kindWords, targetNames } from './plan-words'

export interface PlanViewProps {
  readonly plan: Plan
  /** Takes an action in or leaves it out; absent where nothing can be chosen. */
  readonly onSkip?: (action: ActionId, isSkipped: boolean) => void
  /** What is chosen to be left out, which the plan says only once it was made anew: a tick answers at once. */
  readonly leftOut?: readonly ActionId[]
  /** The run whose script is looked at; null for none. */
  readonly opened: RunId | null
  readonly onOpen: (run: RunId) => void
  /** What a look at a machine found; null as long as nobody looked. */
  readonly verdictOf: (run: PlannedRun) => PreflightVerdict | null
}

/** What will run where, when and in which order, before anything runs. */
export function PlanView(props: PlanViewProps) {
  const blocks = blocksOf(props.plan)
  const carried = bundleWords(props.plan)
  return (
    <>
      {carried !== null && (
        <p className={classes.carried}>
          <Icon name="download" size={14} />
          {carried}
        </p>
      )}
      <ol className={classes.blocks} aria-label="Plan">
        {blocks.map(block => (
          <Block key={block.items[0]?.step.number} block={block} {...props} />
        ))}
      </ol>
    </>
  )
}

function Block({ block, ...props }: PlanViewProps & { readonly block: PlanBlock }) {
  if (!block.isTogether) return block.items.map(item => <StepItem key={item.step.number} item={item} {...props} />)
  return (
    <li className={classes.together}>
      <p className={classes.togetherWord}>
        <Icon name="process" size={12} />
        Begin together; what follows waits for all of them
      </p>
      <ol className={classes.members}>
        {block.items.map(item => (
          <StepItem key={item.step.number} item={item} {...props} />
        ))}
      </ol>
    </li>
  )
}

function StepItem({ item, ...props }: PlanViewProps & { readonly item: PlanItem }) {
  const { step, stages } = item
  const [only] = stages
  const notes = stepNotes(props.plan, item)
  const isOut = stages.every(stage => stage.runs.length === 0)
  if (stages.length === 1 && only)
    return (
      <li className={classes.step} data-out={isOut}>
        <ActionRow stage={only} notes={together(notes, actionNotes(only))} {...props} />
      </li>
    )
  return (
    <li className={classes.step} data-out={isOut}>
      <div className={classes.row}>
        <span className={classes.number}>{stageNumber(step)}</span>
        <div className={classes.body}>
          <div className={classes.line}>
            <span className={classes.name}>{step.name}</span>
            <span className={classes.kind}>{stages.length} actions</span>
          </div>
          <Notes why={step.why} notes={notes} />
        </div>
      </div>
      <ol className={classes.actions} aria-label={`Actions of ${step.name}`}>
        {stages.map(stage => (
          <li key={stage.actionId} className={classes.action} data-out={stage.runs.length === 0}>
            <ActionRow stage={stage} notes={actionNotes(stage)} {...props} />
          </li>
        ))}
      </ol>
    </li>
  )
}

const together = (step: PlanNotes, action: PlanNotes): PlanNotes => ({
  words: [...step.words, ...action.words],
  condition: step.condition ?? action.condition
})

interface ActionRowProps extends PlanViewProps {
  readonly stage: Stage
  readonly notes: PlanNotes
}

function ActionRow({ stage, notes, plan, onSkip, leftOut, opened, onOpen, verdictOf }: ActionRowProps) {
  const names = targetNames(plan)
  const isOut = stage.runs.length === 0
  const offline = new Set(plan.targets.flatMap(({ id, kind }) => (kind === 'offline' ? [id] : [])))
  const iconOf = ({ on, targetId }: PlannedRun): IconName => {
    if (on === 'here') return 'display'
    return targetId !== null && offline.has(targetId) ? 'download' : 'target'
  }
  const nameOf = (run: PlannedRun) =>
    run.targetId === null ? 'this machine' : (names.get(run.targetId) ?? 'a target that is gone')
  return (
    <div className={classes.row}>
      <span className={classes.number}>{stageNumber(stage)}</span>
      {onSkip && <Tick stage={stage} isLeftOut={leftOut?.includes(stage.actionId) === true} onSkip={onSkip} />}
      <div className={classes.body}>
        <div className={classes.line}>
          <span className={classes.icon}>
            <Icon name={actionIcons[typeOf(stage)]} size={14} />
          </span>
          <span className={classes.name}>{stage.name}</span>
          {kindWords(stage) !== stage.name && <span className={classes.kind}>{kindWords(stage)}</span>}
          {stage.runAs !== undefined && <span className={classes.kind}>as {stage.runAs}</span>}
          {stage.isRequired && <Tags items={['required']} />}
          {isOut ? (
            <Skipped isChosen={stage.isSkipped === true} />
          ) : (
            <PlanPlaces
              stage={stage}
              nameOf={nameOf}
              iconOf={iconOf}
              verdictOf={verdictOf}
              opened={opened}
              onOpen={onOpen}
            />
          )}
        </div>
        <Notes why={stage.why} notes={notes} />
        {!isOut && <PlanPackages stage={stage} />}
      </div>
    </div>
  )
}

interface TickProps {
  readonly stage: Stage
  readonly isLeftOut: boolean
  readonly onSkip: NonNullable<PlanViewProps['onSkip']>
}

/** Only what may be left out has a tick, and packages go with the actions that use them; the place of the others stays empty, so that names stand below each other. */
function Tick({ stage, isLeftOut, onSkip }: TickProps) {
  const canChoose =
    typeOf(stage) !== 'acquire' && stage.isRequired !== true && (stage.runs.length > 0 || stage.isSkipped === true)
  return (
    <span className={classes.tick}>
      {canChoose && (
        <Checkbox
          size="xs"
          aria-label={`Run “${stage.name}”`}
          checked={!isLeftOut}
          onChange={event => onSkip(stage.actionId, !event.currentTarget.checked)}
        />
      )}
    </span>
  )
}

const Skipped = ({ isChosen }: { readonly isChosen: boolean }) => (
  <span className={classes.skipped} data-chosen={isChosen}>
    <Icon name="dash-circle" size={14} />
    {isChosen ? 'Left out' : 'Skipped'}
  </span>
)

/** Why it runs or does not, how, and what is known only when it does. */
function Notes({ why, notes: { words, condition } }: { readonly why: string; readonly notes: PlanNotes }) {
  return (
    <p className={classes.notes}>
      <span className={classes.why}>{why}</span>
      {words.map(word => (
        <span key={word} className={classes.note}>
          {word}
        </span>
      ))}
      {condition && (
        <span className={classes.note} data-late={condition.expression !== null}>
          {condition.expression === null ? (
            condition.words
          ) : (
            <>
              {condition.words}. Decided when it begins: <code>{condition.expression}</code>
            </>
          )}
        </span>
      )}
    </p>
  )
}
