import { expressionOf, type StepCondition } from '../model/run-condition'
import { isKnownFalse } from '../template/lacking'
import { ByAnswers } from './by-answers'
import type { PlanNames } from './known-names'
import { type Plan, type Stage, stepsOf } from './plan'
import type { PlanPlace } from './plan-places'

/** Tells what of a plan is left out for certain, because its condition comes to False there. */
export class KnownConditions {
  private readonly names: PlanNames
  private readonly ofSteps: ReadonlyMap<number, StepCondition>
  /** Where each step is decided for a target: with its first action there. */
  private readonly firsts = new Map<string, PlanPlace>()
  private readonly decided = new Map<Stage, Map<string, ByAnswers<boolean>>>()

  constructor(plan: Plan, places: readonly PlanPlace[], names: PlanNames) {
    this.names = names
    const deciding = stepsOf(plan).filter(({ condition }) => expressionOf(condition) !== null)
    this.ofSteps = new Map(deciding.map(({ number, condition }) => [number, condition]))
    for (const place of places)
      if (this.ofSteps.has(place.stage.number) && !this.firsts.has(laneOf(place))) this.firsts.set(laneOf(place), place)
  }

  /** Whether an action may run in a place, as far as conditions decide that. */
  mayRun(place: PlanPlace): boolean {
    const { stage } = place
    const ofStep = this.ofSteps.get(stage.number)
    return (
      (ofStep === undefined || this.mayHold(ofStep, this.firsts.get(laneOf(place)) ?? place)) &&
      (stage.condition === undefined || this.mayHold(stage.condition, place))
    )
  }

  private mayHold(condition: StepCondition, place: PlanPlace): boolean {
    const expression = expressionOf(condition)
    if (expression === null) return true
    const ofStage = this.decided.get(place.stage) ?? new Map<string, ByAnswers<boolean>>()
    this.decided.set(place.stage, ofStage)
    const before = ofStage.get(expression)
    if (before !== undefined) return before.at(place)
    const { at, answerAt } = this.names.of(place.stage)
    const mayHold = new ByAnswers(answerAt, (there, onAsked) => !isKnownFalse(expression, at(there, onAsked)))
    ofStage.set(expression, mayHold)
    return mayHold.at(place)
  }
}

const laneOf = ({ stage, target }: PlanPlace): string => `${stage.number} ${target?.id ?? ''}`
