import { UnstyledButton } from '@mantine/core'
import type { PackageDifference } from '@shared/comparison/comparison'
import { useState } from 'react'
import { Icon } from '../../components/Icon'
import { plural } from '../../lib/plural'
import { Sign } from '../packages/PartLines'
import classes from './comparison.module.css'
import { Becomes, Mark } from './Marks'

/** Place by place the packages that differ, with the files in them that do. */
export function PackageChanges({ packages }: { readonly packages: readonly PackageDifference[] }) {
  return (
    <ul className={classes.list} aria-label="Packages that differ">
      {packages.map(item => (
        <li key={item.place} className={classes.item}>
          <div className={classes.itemHead}>
            <Mark look={item.kind === 'same-version-other-content' ? 'changed' : item.kind} />
            <h3 className={classes.itemName}>{item.packageId}</h3>
            <Versions item={item} />
            <span className={classes.muted}>{item.place}</span>
          </div>
          {item.kind === 'same-version-other-content' && (
            <p className={classes.warning}>
              <Icon name="warning" size={13} />
              The same version with other content: the package was replaced between the two releases.
            </p>
          )}
          <Files item={item} />
        </li>
      ))}
    </ul>
  )
}

const Versions = ({ item: { before, after, kind } }: { readonly item: PackageDifference }) =>
  kind === 'changed' ? (
    <Becomes before={before} after={after} />
  ) : (
    <code className={classes.plain}>{after ?? before}</code>
  )

/** How many files are shown at first. */
const few = 8

function Files({ item: { files, kind } }: { readonly item: PackageDifference }) {
  const [isOpen, setOpen] = useState(false)
  if (kind === 'added' || kind === 'removed') return null
  if (files === null)
    return (
      <p className={classes.muted}>One of the two is not in the repository any more, so its files are not known.</p>
    )
  if (files.length === 0) return <p className={classes.muted}>Its files are the same.</p>
  const shown = isOpen ? files : files.slice(0, few)
  return (
    <>
      <ul className={classes.files} aria-label="Files that differ">
        {shown.map(({ path, kind: change }) => (
          <li key={path} className={classes.file}>
            <Sign change={change} />
            <code>{path}</code>
            <span className={classes.muted}>{change}</span>
          </li>
        ))}
      </ul>
      {shown.length < files.length && (
        <UnstyledButton className={classes.folded ?? ''} onClick={() => setOpen(true)}>
          <Icon name="more" size={12} />
          {plural(files.length - shown.length, 'more file')}
        </UnstyledButton>
      )}
    </>
  )
}
