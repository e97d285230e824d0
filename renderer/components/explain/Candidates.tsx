import type { ExplainedCandidate } from '@shared/variables/explain'
import { isApplying, lookOfValue, loserWords, sumWords, winnerWords } from '@shared/variables/explain-words'
import { type Labels, originWords } from '@shared/variables/scope-words'
import type { ReactNode } from 'react'
import { plural } from '../../lib/plural'
import { Icon } from '../Icon'
import classes from './Candidates.module.css'
import { ScopeChips } from './ScopeChips'
import { ValueText } from './ValueText'

interface CandidatesProps {
  /** The best first. */
  readonly candidates: readonly ExplainedCandidate[]
  readonly labels: Labels
}

/** The value that won, or those that tie, above what lost; each with its reason. */
export function Candidates({ candidates, labels }: CandidatesProps) {
  const applying = candidates.filter(isApplying)
  const winner = applying.find(({ verdict }) => verdict.kind === 'won') ?? null
  const tied = applying.filter(({ verdict }) => verdict.kind === 'tied')
  const others = candidates.filter(item => item !== winner && item.verdict.kind !== 'tied')
  const best = winner ?? tied[0] ?? null
  const list = (items: readonly ExplainedCandidate[]) => (
    <ol className={classes.list}>
      {items.map((candidate, index) => (
        <Candidate key={index} candidate={candidate} labels={labels} look={candidate.verdict.kind}>
          <p className={classes.reason}>{loserWords(candidate, best, labels)}</p>
        </Candidate>
      ))}
    </ol>
  )
  return (
    <>
      {winner && (
        <>
          <h4 className={classes.title}>Why it has this value</h4>
          <ol className={classes.list}>
            <Candidate candidate={winner} labels={labels} look="won">
              <p className={classes.reason}>{winnerWords(winner, candidates)}</p>
              {sumWords(winner) !== null && <p className={classes.sum}>{sumWords(winner)}</p>}
            </Candidate>
          </ol>
        </>
      )}
      {tied.length > 0 && (
        <>
          <h4 className={classes.title}>{plural(tied.length, 'row')} with equal right</h4>
          {list(tied)}
        </>
      )}
      {others.length > 0 && (
        <>
          <h4 className={classes.title}>{othersTitle(others.length, best !== null)}</h4>
          {list(others)}
        </>
      )}
    </>
  )
}

const othersTitle = (count: number, hasBest: boolean): string =>
  hasBest ? `${plural(count, 'value')} not taken` : `${plural(count, 'value')}, none of which applies here`

const looks = {
  won: { icon: 'check-circle', word: 'Taken' },
  tied: { icon: 'warn-circle', word: 'Equal' },
  lost: { icon: 'dash-circle', word: 'Lost' },
  out: { icon: 'slash-circle', word: 'Not here' }
} as const

interface CandidateProps {
  readonly candidate: ExplainedCandidate
  readonly labels: Labels
  readonly look: keyof typeof looks
  /** Its reason. */
  readonly children: ReactNode
}

function Candidate({ candidate, labels, look, children }: CandidateProps) {
  const { icon, word } = looks[look]
  return (
    <li className={classes.candidate} data-look={look}>
      <span className={classes.mark}>
        <Icon name={icon} size={14} />
        {word}
      </span>
      <div className={classes.body}>
        <ValueText look={lookOfValue(candidate.template)} />
        <p className={classes.origin}>
          <span>from {originWords(candidate.origin)}</span>
          {candidate.rowId !== null && candidate.origin.kind !== 'answer' && candidate.origin.kind !== 'member' && (
            <ScopeChips scope={candidate.scope} labels={labels} />
          )}
        </p>
        {children}
      </div>
    </li>
  )
}
