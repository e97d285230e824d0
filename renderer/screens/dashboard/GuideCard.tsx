import { ActionIcon, Button } from '@mantine/core'
import type { DemoGuide, GuideStep } from '@shared/demo-guide'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import { Icon } from '../../components/Icon'
import { Kbd } from '../../components/Kbd'
import { focusHeading, isFocusLost } from '../../lib/use-return-focus'
import { navigate } from '../../navigation/history'
import { changeGuide } from '../../stores/demo-guide'
import { showOverlay } from '../../stores/overlay'
import { TargetDrawer } from '../targets/TargetDrawer'
import classes from './GuideCard.module.css'
import { guideWords } from './guide-steps'

type StepState = DemoGuide['steps'][number]['state']

/** Leads through the demo: seven things, each ticked by what really happened. */
export function GuideCard({ guide }: { readonly guide: DemoGuide }) {
  const [chosen, setChosen] = useState<GuideStep | null>(null)
  const { steps } = guide
  const isSeen = steps.some(({ step, state }) => step === 'dashboard' && state === 'done')
  useEffect(() => {
    // The card lies on the dashboard: who has it before their eyes has the other as well.
    if (!isSeen) changeGuide({ change: 'looked-at', step: 'dashboard' })
  }, [isSeen])
  const putAway = usePuttingAway()
  const shown = chosen ?? steps.find(({ state }) => state === 'open')?.step ?? null
  const done = steps.filter(({ state }) => state === 'done').length
  return (
    <section className={classes.card} aria-label="Guide">
      <header className={classes.header}>
        <h2 className={classes.heading}>Seven things to try</h2>
        <span className={classes.count}>
          {done} of {steps.length} done
        </span>
        <ActionIcon size={24} aria-label="Put the guide away" title="Put the guide away" onClick={putAway}>
          <Icon name="x" size={13} />
        </ActionIcon>
      </header>
      <div className={classes.columns}>
        <ol className={classes.steps}>
          {steps.map(({ step, state }, index) => (
            <li key={step}>
              <button
                type="button"
                className={classes.step}
                data-state={state}
                aria-current={step === shown ? 'step' : undefined}
                onClick={() => setChosen(step)}
              >
                <Mark state={state} number={index + 1} />
                <span className={classes.name}>{guideWords(guide, step).title}</span>
                {state === 'skipped' && <span className={classes.skipped}>skipped</span>}
              </button>
            </li>
          ))}
        </ol>
        {shown === null ? (
          <Afterwards />
        ) : (
          <Detail
            guide={guide}
            step={shown}
            state={steps.find(({ step }) => step === shown)?.state ?? 'open'}
            onSkip={() => setChosen(null)}
          />
        )}
      </div>
    </section>
  )
}

/** The button goes with the card that it puts away; the focus goes on to where the screen begins. */
function usePuttingAway(): () => void {
  const isWanted = useRef(false)
  useEffect(
    () => () => {
      if (isWanted.current && isFocusLost()) focusHeading()
    },
    []
  )
  return () => {
    isWanted.current = true
    changeGuide({ change: 'put-away', isPutAway: true })
  }
}

function Mark({ state, number }: { readonly state: StepState; readonly number: number }) {
  return (
    <span className={classes.mark} data-state={state}>
      {state === 'done' ? <Icon name="check" size={12} label="Done:" /> : number}
    </span>
  )
}

interface DetailProps {
  readonly guide: DemoGuide
  readonly step: GuideStep
  readonly state: StepState
  readonly onSkip: () => void
}

function Detail({ guide, step, state, onSkip }: DetailProps) {
  const { title, text, action } = guideWords(guide, step)
  const { does, label, keys } = action
  const skip = (isSkipped: boolean) => {
    changeGuide({ change: 'skipped', step, isSkipped })
    onSkip()
  }
  return (
    <div className={classes.detail}>
      <h3 className={classes.title}>{title}</h3>
      <p className={classes.text}>{text}</p>
      <div className={classes.actions}>
        {does.kind === 'go' ? (
          <Button component={Link} href={does.href} variant={state === 'done' ? 'default' : 'filled'}>
            {label}
          </Button>
        ) : (
          <Button variant={state === 'done' ? 'default' : 'filled'} onClick={() => showOverlay(does.overlay)}>
            {label}
          </Button>
        )}
        {keys !== undefined && <Kbd keys={keys} />}
        {state === 'open' && (
          <Button variant="subtle" color="gray" onClick={() => skip(true)}>
            Skip
          </Button>
        )}
        {state === 'skipped' && (
          <Button variant="subtle" color="gray" onClick={() => skip(false)}>
            Do it after all
          </Button>
        )}
      </div>
    </div>
  )
}

/** What comes when nothing of the guide is left. */
function Afterwards() {
  const [isAdding, setAdding] = useState(false)
  return (
    <div className={classes.detail}>
      <h3 className={classes.title}>Do this with your server</h3>
      <p className={classes.text}>
        Add a host and test the connection to it. What you add here goes with the next reset; in your own workspace it
        stays.
      </p>
      <div className={classes.actions}>
        <Button onClick={() => setAdding(true)}>Add a target…</Button>
      </div>
      {isAdding && (
        <TargetDrawer target={null} onClose={() => setAdding(false)} onSaved={({ id }) => navigate(`/targets/${id}`)} />
      )}
    </div>
  )
}
