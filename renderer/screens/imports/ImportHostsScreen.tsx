import { Button } from '@mantine/core'
import type { Output } from '@shared/api'
import type { PlannedTarget, SshConfigPreview } from '@shared/import/plan-ssh-config'
import { useState } from 'react'
import { api } from '../../api'
import { Card } from '../../components/Card'
import { EmptyState } from '../../components/EmptyState'
import { FailureAlert } from '../../components/FailureAlert'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { Section } from '../../components/Section'
import { type SaveForm, useSaveForm } from '../../forms/use-save-form'
import { plural } from '../../lib/plural'
import { useCatalog } from '../../stores/catalog'
import { useCall } from '../../stores/use-call'
import { HostsFields } from './HostsFields'
import { HostTable } from './HostTable'
import { type HostsFormValues, hostsFields, hostsInputOf, noHosts, tickedHosts } from './hosts-form'
import { ImportedCard, type ImportedHosts } from './ImportedCard'
import { ImportTabs } from './ImportTabs'
import classes from './imports.module.css'
import { SourceCard } from './SourceCard'

type Save = SaveForm<HostsFormValues, Output<'import.sshConfig.apply'>>

/** What the file says, and the text that it was asked of. */
interface Found {
  readonly text: string
  readonly preview: SshConfigPreview
}

/** Makes targets of the hosts in OpenSSH's own configuration: what each would become, and then only what is chosen. */
export function ImportHostsScreen() {
  const preview = useCall('import.sshConfig.preview')
  const [found, setFound] = useState<Found | null>(null)
  const [imported, setImported] = useState<ImportedHosts | null>(null)
  const save = useSaveForm<HostsFormValues, Output<'import.sshConfig.apply'>>({
    initial: noHosts,
    what: 'The import',
    fields: hostsFields,
    explain: (path, { roles }) => (path === 'roles' && roles.length === 0 ? 'Give at least one role.' : undefined),
    send: values => api.call('import.sshConfig.apply', hostsInputOf(found?.text ?? '', chosenOf(found, values), values))
  })
  const { form } = save
  const chosen = chosenOf(found, form.values)

  const show = async (text: string) => {
    const result = await preview.run({ text })
    if (result.ok) setFound({ text, preview: result.value })
  }
  const choose = (text: string) => {
    form.setFieldValue('text', text)
    // The file is still there, so leaving loses nothing of it.
    form.resetDirty({ ...noHosts, text })
    setImported(null)
    void show(text)
  }
  const apply = async () => {
    const counts = await save.submit()
    if (counts !== null) setImported({ counts, names: chosen.map(({ name }) => name) })
    // After a failure as well: what was made before it is there.
    await Promise.all([useCatalog.getState().refresh('target'), show(found?.text ?? '')])
  }
  return (
    <Screen>
      <PageHeader
        title="Import hosts"
        help="imports"
        crumbs={[{ label: 'Targets', href: '/targets' }]}
        subtitle="From OpenSSH’s ~/.ssh/config. Nothing is connected to, nothing in the file is run, and nothing changes until you import."
      >
        <ImportTabs current="/targets/import/hosts" />
      </PageHeader>
      <Section title="File">
        <SourceCard
          kind="config"
          placeholder={'Host web-1\n  HostName web-1.example\n  User deploy\n  ProxyJump bastion'}
          text={form.values.text}
          onText={text => form.setFieldValue('text', text)}
          onChosen={choose}
          onPreview={() => {
            setImported(null)
            void show(form.values.text)
          }}
          isBusy={preview.isBusy}
          failure={preview.failure}
        />
      </Section>
      {imported && (
        <Section title="Imported">
          <ImportedCard {...imported} />
        </Section>
      )}
      {found && <Preview found={found} chosen={chosen} save={save} onApply={() => void apply()} />}
    </Screen>
  )
}

const chosenOf = (found: Found | null, { ticks }: HostsFormValues): readonly PlannedTarget[] =>
  found === null ? [] : tickedHosts(found.preview.targets, ticks)

interface PreviewProps {
  readonly found: Found
  readonly chosen: readonly PlannedTarget[]
  readonly save: Save
  readonly onApply: () => void
}

function Preview({ found, chosen, save, onApply }: PreviewProps) {
  const { targets, notes } = found.preview
  const { form } = save
  const tick = (ticked: readonly PlannedTarget[], isTicked: boolean) =>
    form.setFieldValue('ticks', {
      ...form.values.ticks,
      ...Object.fromEntries(ticked.map(({ alias }) => [alias, isTicked]))
    })
  return (
    <>
      <Section
        title="What the file says"
        description="Host name, port, user, private key and jump hosts are carried over. A target that is there already stays as it is."
      >
        {targets.length === 0 ? (
          <EmptyState icon="target" title="No single host in this file">
            Patterns such as “Host *” speak of many hosts and name none. A line such as “Host web-1” names one.
          </EmptyState>
        ) : (
          <Card padding="flush">
            <HostTable targets={targets} chosen={chosen} keyFiles={form.values.keyFiles} onTick={tick} />
          </Card>
        )}
        {notes.length > 0 && (
          <ul className={classes.notes} aria-label="Left out">
            {notes.map(({ line, message }) => (
              <li key={line}>
                Line {line}: {message}
              </li>
            ))}
          </ul>
        )}
      </Section>
      {targets.some(({ outcome }) => outcome === 'new') && (
        <form
          noValidate
          className={classes.form}
          onSubmit={event => {
            event.preventDefault()
            onApply()
          }}
        >
          <HostsFields values={form} chosen={chosen} />
          <Ending isStale={form.values.text !== found.text} count={chosen.length} save={save} />
        </form>
      )}
    </>
  )
}

interface EndingProps {
  /** Whether the text is another one than the one that is shown. */
  readonly isStale: boolean
  readonly count: number
  readonly save: Save
}

function Ending({ isStale, count, save }: EndingProps) {
  return (
    <div className={classes.ending}>
      {save.failure && (
        <>
          <FailureAlert failure={save.failure} />
          <p className={classes.muted}>What was made before that stays, and another import goes on from there.</p>
        </>
      )}
      <div className={classes.submit}>
        {isStale && <span className={classes.muted}>The text has changed. Preview it again first.</span>}
        <Button type="submit" disabled={count === 0 || isStale} loading={save.isBusy}>
          {count === 0 ? 'No host is ticked' : `Import ${plural(count, 'host')}`}
        </Button>
      </div>
    </div>
  )
}
