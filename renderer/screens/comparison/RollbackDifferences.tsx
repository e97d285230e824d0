import { UnstyledButton } from '@mantine/core'
import { isNothing, type ReleaseComparison } from '@shared/comparison/comparison'
import { countOf, listOf } from '@shared/plan/words'
import { useState } from 'react'
import { Icon } from '../../components/Icon'
import { ComparisonView } from './ComparisonView'
import classes from './rollback.module.css'

/** What differs in a sentence, and all of it for whoever wants to look. */
export function RollbackDifferences({ comparison }: { readonly comparison: ReleaseComparison }) {
  const [isOpen, setOpen] = useState(false)
  if (isNothing(comparison))
    return <p className={classes.muted}>The steps, values and packages are the same as those that are there now.</p>
  return (
    <>
      <UnstyledButton className={classes.disclose ?? ''} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span className={classes.chevron} data-open={isOpen}>
          <Icon name="chevron-right" size={12} />
        </span>
        {words(comparison)}
      </UnstyledButton>
      {isOpen && (
        <div className={classes.differences}>
          <ComparisonView comparison={comparison} />
        </div>
      )}
    </>
  )
}

const words = ({ steps, variables, packages }: ReleaseComparison): string => {
  const parts = [
    [steps.length, 'step'],
    [variables.length, 'value'],
    [packages.length, 'package']
  ] as const
  const told = parts.filter(([count]) => count > 0).map(([count, noun]) => countOf(count, noun))
  const total = steps.length + variables.length + packages.length
  return `${listOf(told)} ${total === 1 ? 'differs' : 'differ'}`
}
