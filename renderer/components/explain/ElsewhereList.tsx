import type { Elsewhere } from '@shared/variables/explain'
import { elsewhereInOrder, lookElsewhere, placeGroups, targetWords } from '@shared/variables/explain-words'
import type { Labels } from '@shared/variables/scope-words'
import { plural } from '../../lib/plural'
import classes from './ElsewhereList.module.css'
import { ValueText } from './ValueText'

interface ElsewhereListProps {
  readonly groups: readonly Elsewhere[]
  readonly labels: Labels
}

/** What the name is in other environments and on other targets; places that agree stand together. */
export function ElsewhereList({ groups, labels }: ElsewhereListProps) {
  return (
    <ul className={classes.list}>
      {elsewhereInOrder(groups).map(({ value, isSame, places }) => (
        <li key={`${value.holdsSecret} ${value.text}`} className={classes.group}>
          <div className={classes.head}>
            <ValueText look={lookElsewhere(value)} />
            <span className={classes.count}>
              {isSame ? 'same as here, ' : ''}
              {plural(places.length, 'place')}
            </span>
          </div>
          {placeGroups(places, labels).map(({ environment, targets }) => (
            <p key={environment} className={classes.places} title={targets.filter(name => name !== null).join(', ')}>
              <span className={classes.environment}>{environment}</span> {targetWords(targets)}
            </p>
          ))}
        </li>
      ))}
    </ul>
  )
}
