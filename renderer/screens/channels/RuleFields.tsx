import { ActionIcon, Button, MultiSelect, Select, TextInput } from '@mantine/core'
import type { RuleTest } from '@shared/lifecycle-calls'
import type { VersionScheme } from '@shared/versions'
import { useState } from 'react'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import form from '../../forms/form.module.css'
import { useLatest } from '../../stores/use-latest'
import { keysOf, type RuleValues, rangeAndTag, type SlotChoice } from './channel-form'
import classes from './channels.module.css'

interface RuleFieldsProps {
  readonly rule: RuleValues
  readonly number: number
  readonly choices: readonly SlotChoice[]
  /** The places that another rule is about. */
  readonly taken: ReadonlySet<string>
  readonly errors: Readonly<Record<'slots' | 'range' | 'tag', string | null>>
  readonly onChange: (changes: Partial<RuleValues>) => void
  readonly onRemove: () => void
}

/** Patterns of tags that people need most. */
const tagPatterns = [
  { label: 'Stable only', tag: '^$' },
  { label: 'Any pre-release', tag: '^[^\\+].*' },
  { label: 'Begins with beta', tag: '^beta' }
] as const

/** One rule: which packages, and which versions of them. */
export function RuleFields(props: RuleFieldsProps) {
  const { rule, number, choices, taken, errors, onChange, onRemove } = props
  const own = keysOf(rule)
  const scheme = choices.find(({ key }) => own.includes(key))?.scheme ?? 'semver'
  const choose = (keys: readonly string[]) =>
    onChange({
      slots: choices.filter(({ key }) => keys.includes(key)).map(({ actionId, reference }) => ({ actionId, reference }))
    })
  return (
    <fieldset className={classes.rule} aria-label={`Rule ${number}`}>
      <div className={classes.ruleHead}>
        <strong>Rule {number}</strong>
        <ActionIcon aria-label={`Remove rule ${number}`} title="Remove the rule" onClick={onRemove}>
          <Icon name="trash" />
        </ActionIcon>
      </div>
      <MultiSelect
        label="Packages"
        placeholder={rule.slots.length === 0 ? 'Choose at least one' : ''}
        nothingFoundMessage="The process has no such package"
        searchable
        data={choices
          .filter(({ key, isThere }) => own.includes(key) || (isThere && !taken.has(key)))
          .map(({ key, label }) => ({ value: key, label }))}
        value={own}
        error={errors.slots}
        onChange={choose}
      />
      <div className={form.row}>
        <TextInput
          className={form.grow ?? ''}
          label="Versions"
          description="A range, such as [1.0,2.0); empty for any."
          placeholder="[1.0,2.0)"
          spellCheck={false}
          value={rule.range}
          error={errors.range}
          onChange={event => onChange({ range: event.currentTarget.value })}
        />
        <TextInput
          className={form.grow ?? ''}
          label="Tag"
          description="A pattern for what follows the numbers; empty for any."
          placeholder="^$"
          spellCheck={false}
          value={rule.tag}
          error={errors.tag}
          onChange={event => onChange({ tag: event.currentTarget.value })}
        />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: three buttons beside a field need no fieldset */}
      <div className={classes.patterns} role="group" aria-label={`Common patterns for the tag of rule ${number}`}>
        {tagPatterns.map(({ label, tag }) => (
          <Button
            key={tag}
            size="compact-xs"
            variant="default"
            aria-pressed={rule.tag === tag}
            onClick={() => onChange({ tag: rule.tag === tag ? '' : tag })}
          >
            {label}
          </Button>
        ))}
      </div>
      <Select
        label="By itself a release takes"
        maw={340}
        data={[
          { value: 'highest', label: 'the highest of these versions' },
          { value: 'published', label: 'the one of these that was published last' }
        ]}
        allowDeselect={false}
        value={rule.order}
        onChange={value => onChange({ order: value === 'published' ? 'published' : 'highest' })}
      />
      <TryVersion rule={rule} scheme={scheme} number={number} />
    </fieldset>
  )
}

interface TryVersionProps {
  readonly rule: RuleValues
  readonly scheme: VersionScheme
  readonly number: number
}

/** Holds a version against the rule while both are typed. */
function TryVersion({ rule, scheme, number }: TryVersionProps) {
  const [version, setVersion] = useState('')
  const typed = version.trim()
  const { load, isBehind } = useLatest(
    'channel.testRule',
    typed === '' ? null : { version: typed, rule: rangeAndTag(rule), scheme }
  )
  return (
    <div className={classes.tryOut}>
      <TextInput
        label="Try a version"
        aria-label={`Try a version against rule ${number}`}
        placeholder="1.4.2-beta.1"
        spellCheck={false}
        w={200}
        value={version}
        onChange={event => setVersion(event.currentTarget.value)}
      />
      <div className={classes.answer} role="status" aria-live="polite" data-behind={isBehind || undefined}>
        {typed !== '' && load.state === 'failed' && <FailureAlert failure={load.failure} severity="warning" />}
        {typed !== '' && load.state === 'ready' && !isBehind && <Verdict test={load.value} version={typed} />}
      </div>
    </div>
  )
}

function Verdict({
  test: { isInRange, hasTag, errors },
  version
}: {
  readonly test: RuleTest
  readonly version: string
}) {
  const reasons = [
    ...errors,
    ...(errors.length === 0 && !isInRange ? [`${version} is not in the range.`] : []),
    ...(errors.length === 0 && !hasTag ? [`The tag of ${version} does not fit the pattern.`] : [])
  ]
  const isAllowed = reasons.length === 0
  return (
    <p className={classes.verdict} data-allowed={isAllowed}>
      <Icon name={isAllowed ? 'check-circle' : 'x-circle'} size={14} />
      <span>{isAllowed ? `${version} is allowed.` : reasons.join(' ')}</span>
    </p>
  )
}
