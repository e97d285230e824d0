import type { Deployment } from '@shared/deployment'
import { startTransition, useEffect, useRef, useState } from 'react'
import { afterKeys } from '../../lib/keys-of-window'

/** A deployment of at most so many runs is drawn as often as something happens in it. */
const fewRuns = 500
/** A larger one is drawn this often, in milliseconds: nobody follows hundreds of runs faster, and drawing them is work. */
const pace = 250

/** What a person waits for, or acts upon, is never held back; only how its runs get on is. */
const isSameSituation = (one: Deployment, other: Deployment): boolean =>
  one.state === other.state &&
  one.isPaused === other.isPaused &&
  one.questions === other.questions &&
  one.excluded === other.excluded &&
  one.steps === other.steps &&
  one.resumedAt === other.resumedAt &&
  one.receipts === other.receipts

/**
 * A deployment as it is to be drawn: at once where it is small, else at a pace, or as soon as its situation changed. A
 * large one is drawn as work that gives way to keys and clicks, whatever changed: it takes longer than they may wait. How
 * its runs get on is put off while keys follow each other.
 */
export function usePacedDeployment(deployment: Deployment): Deployment {
  const [held, setHeld] = useState(deployment)
  const latest = useRef(deployment)
  latest.current = deployment
  if (held.id !== deployment.id) setHeld(deployment)
  const isHeld = held !== deployment && isLarge(deployment)
  const isUrgent = isHeld && !isSameSituation(held, deployment)
  useEffect(() => {
    if (!isHeld) return
    const draw = () => latest.current !== held && startTransition(() => setHeld(latest.current))
    if (isUrgent) {
      draw()
      return
    }
    // It is not put off by what comes meanwhile, so that a steady stream is drawn as well.
    let giveUp: () => void = () => undefined
    const timer = setTimeout(() => {
      giveUp = afterKeys(draw)
    }, pace)
    return () => {
      clearTimeout(timer)
      giveUp()
    }
  }, [isHeld, isUrgent, held])
  return isHeld ? held : deployment
}

/** Whether it has so many runs that following each of them would be too much work for a window. */
export const isLarge = ({ plan }: Deployment): boolean =>
  plan.stages.reduce((sum, stage) => sum + stage.runs.length, 0) > fewRuns
