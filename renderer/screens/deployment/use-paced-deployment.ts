import type { Deployment } from '@shared/deployment'
import { startTransition, useEffect, useRef, useState } from 'react'

/** A deployment of at most so many runs is drawn as often as something happens in it. */
const fewRuns = 500
/** A larger one is drawn this often, in milliseconds: nobody follows hundreds of runs faster, and drawing them is work. */
const pace = 250

/** What a person waits for, or acts upon, is never held back; only how its runs get on is. */
const isSameSituation = (one: Deployment, other: Deployment): boolean =>
  one.id === other.id &&
  one.state === other.state &&
  one.isPaused === other.isPaused &&
  one.questions === other.questions &&
  one.excluded === other.excluded &&
  one.steps === other.steps &&
  one.resumedAt === other.resumedAt &&
  one.receipts === other.receipts

/**
 * A deployment as it is to be drawn: at once where it is small or its situation changed, else at a pace, and then as
 * work that gives way to keys and clicks.
 */
export function usePacedDeployment(deployment: Deployment): Deployment {
  const [held, setHeld] = useState(deployment)
  const latest = useRef(deployment)
  latest.current = deployment
  const isHeld = held !== deployment && isLarge(deployment) && isSameSituation(held, deployment)
  useEffect(() => {
    if (!isHeld) return
    // It is not put off by what comes meanwhile, so that a steady stream is drawn as well.
    const draw = () => latest.current !== held && startTransition(() => setHeld(latest.current))
    const timer = setTimeout(draw, pace)
    return () => clearTimeout(timer)
  }, [isHeld, held])
  useEffect(() => {
    // A small one is never held, so what was drawn of it need not be known.
    if (!isHeld && isLarge(deployment)) setHeld(deployment)
  }, [isHeld, deployment])
  return isHeld ? held : deployment
}

const isLarge = ({ plan }: Deployment): boolean =>
  plan.stages.reduce((sum, stage) => sum + stage.runs.length, 0) > fewRuns
