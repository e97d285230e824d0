import type { Answer, StageNames } from './known-names'
import type { PlanPlace } from './plan-places'

/** What was asked about a place, and where the answers lead. */
interface Junction<T> {
  key: string | null
  result: { readonly value: T } | null
  readonly ways: Map<Answer, Junction<T>>
}

const junction = <T>(): Junction<T> => ({ key: null, result: null, ways: new Map() })

/** Told of everything that was asked and may have another answer on another target. */
type OnAsked = (question: string, answer: Answer) => void

/**
 * What is worked out for the places of one action. It is decided by the answers to what was asked, one after the other, so
 * targets that give the same answers have the same, and nothing is worked out for them again.
 */
export class ByAnswers<T> {
  private readonly answerAt: StageNames['answerAt']
  private readonly work: (place: PlanPlace, onAsked: OnAsked) => T
  private readonly start = junction<T>()

  constructor(answerAt: StageNames['answerAt'], work: (place: PlanPlace, onAsked: OnAsked) => T) {
    this.answerAt = answerAt
    this.work = work
  }

  at(place: PlanPlace): T {
    let here = this.start
    while (here.result === null && here.key !== null) {
      const next = here.ways.get(this.answerAt(here.key, place))
      if (next === undefined) break
      here = next
    }
    return here.result === null ? this.workedOut(place) : here.result.value
  }

  private workedOut(place: PlanPlace): T {
    const asked = new Map<string, Answer>()
    const value = this.work(place, (key, answer) => {
      if (!asked.has(key)) asked.set(key, answer)
    })
    let here = this.start
    for (const [key, answer] of asked) {
      here.key = key
      const next = here.ways.get(answer) ?? junction<T>()
      here.ways.set(answer, next)
      here = next
    }
    here.result = { value }
    return value
  }
}
