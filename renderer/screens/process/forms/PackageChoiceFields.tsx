import { Autocomplete, Select, Switch } from '@mantine/core'
import type { FeedId } from '@shared/ids'
import type { PackageChoice } from '@shared/model/package-action'
import { useRead } from '../../../stores/catalog'
import { valueOr } from '../../../stores/load'
import type { IssueOf } from './form-host'
import classes from './forms.module.css'
import { PackageIdField } from './PackageIdField'

export interface PackageChoiceFieldsProps<Choice extends PackageChoice> {
  readonly choice: Choice
  /** What is saved, such as `package` or `packages.1`. */
  readonly field: string
  /** Put behind the names of fields where there are several: ` of package 2`. */
  readonly of?: string
  readonly variables: readonly string[]
  readonly issueOf: IssueOf
  readonly onChange: (choice: Choice) => void
}

const none: readonly never[] = []
const repository = 'repository'

/** Which package: its id, where it comes from, and its version where that is always the same one. */
export function PackageChoiceFields<Choice extends PackageChoice>(props: PackageChoiceFieldsProps<Choice>) {
  const { choice, field, of = '', variables, issueOf, onChange } = props
  const { feedId, version, ...rest } = choice
  const feeds = valueOr(useRead('feed.list', {}).load, none)
  const changeFeed = (next: string | null) => {
    if (next === null) return
    const kept = version === undefined ? rest : { ...rest, version }
    onChange((next === repository ? kept : { ...kept, feedId: next as FeedId }) as Choice)
  }
  const isGone = feedId !== undefined && feeds.length > 0 && feeds.every(({ id }) => id !== feedId)
  return (
    <>
      <div className={classes.half}>
        <PackageIdField
          label={`Package${of}`}
          value={choice.packageId}
          feedId={feedId ?? null}
          variables={variables}
          error={issueOf(`${field}.packageId`)}
          onChange={packageId => onChange({ ...choice, packageId })}
        />
        {(feeds.length > 0 || feedId !== undefined) && (
          <Select
            label={`Comes from${of}`}
            allowDeselect={false}
            data={[
              { value: repository, label: 'Packages of this workspace' },
              ...feeds.map(({ id, name }) => ({ value: id as string, label: name })),
              ...(isGone ? [{ value: feedId as string, label: 'A feed that is not there any more' }] : [])
            ]}
            value={feedId ?? repository}
            error={issueOf(`${field}.feedId`)}
            onChange={changeFeed}
          />
        )}
      </div>
      <VersionFields {...props} of={of} />
    </>
  )
}

function VersionFields<Choice extends PackageChoice>(
  props: PackageChoiceFieldsProps<Choice> & { readonly of: string }
) {
  const { choice, field, of, issueOf, onChange } = props
  const { version, ...rest } = choice
  const isFixed = version !== undefined
  const wanted = choice.packageId.toLowerCase()
  const isKnownId = wanted !== '' && !wanted.includes('#{')
  const own = useRead('package.list', choice.feedId === undefined ? {} : null).load
  const known = valueOr(own, none).find(({ packageId }) => packageId.toLowerCase() === wanted)
  const versions = isKnownId && known !== undefined ? known.versions.map(item => item.version) : []
  return (
    <div className={classes.row}>
      <Switch
        label={`Always the same version${of}`}
        description="Otherwise it is chosen when a release is made."
        checked={isFixed}
        onChange={event =>
          onChange((event.currentTarget.checked ? { ...rest, version: versions[0] ?? '' } : rest) as Choice)
        }
      />
      {isFixed && (
        <Autocomplete
          aria-label={`Version${of}`}
          placeholder="1.4.2"
          spellCheck={false}
          data={[...new Set(versions)]}
          value={version}
          error={issueOf(`${field}.version`)}
          onChange={next => onChange({ ...choice, version: next })}
        />
      )}
    </div>
  )
}
