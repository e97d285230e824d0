import { Checkbox, MultiSelect, TagsInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import type { PlannedTarget } from '@shared/import/plan-ssh-config'
import { Card } from '../../components/Card'
import { Section } from '../../components/Section'
import form from '../../forms/form.module.css'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { type HostsFormValues, type KeyFileUse, keyFilesOf } from './hosts-form'
import classes from './imports.module.css'

interface HostsFieldsProps {
  readonly values: UseFormReturnType<HostsFormValues>
  readonly chosen: readonly PlannedTarget[]
}

/** What all hosts of an import get, and the keys that may be read for them. */
export function HostsFields({ values, chosen }: HostsFieldsProps) {
  const files = keyFilesOf(chosen)
  return (
    <>
      <Section
        title="Where they belong"
        description="The same for every host that is ticked above; each can be changed later."
      >
        <Card>
          <Placement values={values} />
        </Card>
      </Section>
      {files.length > 0 && (
        <Section
          title="Private keys"
          description="A key that you tick is read now and kept in the vault. Hosts with the others log in by the SSH agent."
        >
          <Card>
            <KeyFiles values={values} files={files} />
          </Card>
        </Section>
      )}
    </>
  )
}

function Placement({ values }: Pick<HostsFieldsProps, 'values'>) {
  const environments = valueOr(useRead('environment.list', {}).load, [])
  const targets = valueOr(useRead('target.list', {}).load, [])
  const knownRoles = [...new Set(targets.flatMap(({ roles }) => roles))].sort()
  return (
    <div className={form.row}>
      <TagsInput
        className={form.grow ?? ''}
        label="Roles"
        placeholder={values.values.roles.length === 0 ? 'web' : ''}
        description="Steps choose targets by role; press Enter after each."
        data={knownRoles}
        splitChars={[',', ' ']}
        acceptValueOnBlur
        {...values.getInputProps('roles')}
      />
      <MultiSelect
        className={form.grow ?? ''}
        label="Environments"
        placeholder={placeholderFor(values.values.environmentIds.length, environments.length)}
        description="Without one, nothing is deployed to them."
        data={environments.map(({ id, name }) => ({ value: id, label: name }))}
        {...values.getInputProps('environmentIds')}
      />
    </div>
  )
}

function placeholderFor(chosen: number, all: number): string {
  if (chosen > 0) return ''
  return all === 0 ? 'There is no environment yet' : 'Choose environments'
}

function KeyFiles({ values, files }: Pick<HostsFieldsProps, 'values'> & { readonly files: readonly KeyFileUse[] }) {
  return (
    <Checkbox.Group
      aria-label="Private keys to read"
      description="For a key with a passphrase, add the passphrase to its account afterwards."
      inputWrapperOrder={['input', 'description']}
      {...values.getInputProps('keyFiles')}
    >
      <div className={classes.keyFiles}>
        {files.map(({ file, ...uses }) => (
          <Checkbox
            key={file}
            value={file}
            label={
              <>
                Read <code className={classes.pin}>{file}</code>
              </>
            }
            description={usesText(uses)}
          />
        ))}
      </div>
    </Checkbox.Group>
  )
}

function usesText({ hosts, ways }: Pick<KeyFileUse, 'hosts' | 'ways'>): string {
  const way = `the way to ${namesText(ways)}`
  if (hosts.length === 0) return `For ${way}`
  return ways.length === 0 ? `For ${namesText(hosts)}` : `For ${namesText(hosts)}; for ${way}`
}

const shownNames = 5

const namesText = (names: readonly string[]): string =>
  names.length <= shownNames
    ? names.join(', ')
    : `${names.slice(0, shownNames).join(', ')} and ${names.length - shownNames} more`
