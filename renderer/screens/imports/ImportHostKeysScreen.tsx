import { Button } from '@mantine/core'
import type { KnownHostRef, KnownHostsPreview } from '@shared/import/known-hosts'
import { useState } from 'react'
import { Card } from '../../components/Card'
import { EmptyState } from '../../components/EmptyState'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { Section } from '../../components/Section'
import { plural } from '../../lib/plural'
import { useCall } from '../../stores/use-call'
import { ImportTabs } from './ImportTabs'
import classes from './imports.module.css'
import { MatchTable } from './MatchTable'
import { SourceCard } from './SourceCard'

/** Takes over the host keys that OpenSSH knows: a file or its text, what it would do, and then only what is chosen. */
export function ImportHostKeysScreen() {
  const preview = useCall('import.knownHosts.preview')
  const [text, setText] = useState('')
  const [found, setFound] = useState<{ readonly text: string; readonly preview: KnownHostsPreview } | null>(null)

  const show = async (content: string) => {
    const result = await preview.run({ text: content })
    setFound(result.ok ? { text: content, preview: result.value } : null)
  }
  return (
    <Screen>
      <PageHeader
        title="Import host keys"
        help="imports"
        crumbs={[{ label: 'Targets', href: '/targets' }]}
        subtitle="From OpenSSH’s known_hosts. Nothing is connected to, and nothing changes until you accept the keys below."
      >
        <ImportTabs current="/targets/import" />
      </PageHeader>
      <Section title="File">
        <SourceCard
          kind="known_hosts"
          placeholder="web-1.example ssh-ed25519 AAAA…"
          text={text}
          onText={setText}
          onChosen={chosen => {
            setText(chosen)
            void show(chosen)
          }}
          onPreview={() => void show(text)}
          isBusy={preview.isBusy}
          failure={preview.failure}
        />
      </Section>
      {found && <Preview key={found.text} {...found} onDone={() => show(found.text)} />}
    </Screen>
  )
}

interface PreviewProps {
  readonly text: string
  readonly preview: KnownHostsPreview
  readonly onDone: () => Promise<void>
}

function Preview({ text, preview: { matches, bad, authorities, read }, onDone }: PreviewProps) {
  const { run, isBusy, failure } = useCall('import.knownHosts.apply')
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [accepted, setAccepted] = useState<number | null>(null)
  const chosen = matches.filter(({ outcome, ref }) => outcome === 'new' && !left.has(ref.id)).map(({ ref }) => ref)
  const toggle = ({ id }: KnownHostRef) => {
    const next = new Set(left)
    if (!next.delete(id)) next.add(id)
    setLeft(next)
  }
  const apply = async () => {
    const result = await run({ text, hosts: chosen })
    if (!result.ok) return
    setAccepted(result.value.accepted)
    await onDone()
  }
  const button = (
    <Button disabled={chosen.length === 0} loading={isBusy} onClick={() => void apply()}>
      {chosen.length === 0 ? 'Nothing to accept' : `Accept ${plural(chosen.length, 'host key')}`}
    </Button>
  )
  return (
    <Section
      title="What the file says"
      description={`${plural(read, 'line')} read. A key that was accepted before is never replaced.`}
      actions={matches.length > 0 && button}
    >
      {accepted !== null && (
        <p className={classes.done} role="status">
          <Icon name="check-circle" size={14} />
          Accepted {plural(accepted, 'host key')}.
        </p>
      )}
      {failure && <FailureAlert failure={failure} onRetry={() => void onDone()} />}
      {matches.length === 0 ? (
        <EmptyState icon="target" title="No SSH targets yet">
          Host keys belong to targets and jump hosts. Add some first.
        </EmptyState>
      ) : (
        <Card padding="flush">
          <MatchTable matches={matches} left={left} onToggle={toggle} />
        </Card>
      )}
      <ul className={classes.notes}>
        {bad.map(({ line, message }) => (
          <li key={line}>
            Line {line} was left out: {message}
          </li>
        ))}
        {authorities.map(line => (
          <li key={line}>Line {line} was left out: host certificates (@cert-authority) are not used.</li>
        ))}
      </ul>
    </Section>
  )
}
