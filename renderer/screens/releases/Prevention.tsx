import { Button, Textarea } from '@mantine/core'
import { type Prevention, preventionOf, type Release } from '@shared/model/release'
import { api } from '../../api'
import { Icon } from '../../components/Icon'
import { TimeAgo } from '../../components/TimeAgo'
import { FormFrame } from '../../forms/FormFrame'
import { useSaveForm } from '../../forms/use-save-form'
import { useCatalog } from '../../stores/catalog'
import classes from './ReleaseScreen.module.css'

/** Says that a release is kept from going on, by whom and why. */
export function PreventionBanner({
  release,
  onResolve
}: {
  readonly release: Release
  readonly onResolve: () => void
}) {
  const prevention = preventionOf(release)
  if (prevention === null) return null
  return (
    <section className={classes.prevented} aria-label="Progression is prevented">
      <Icon name="slash-circle" size={16} />
      <div className={classes.preventedBody}>
        <p>
          <strong>Progression is prevented.</strong> By {prevention.by}, <TimeAgo at={prevention.at} />. It stays out of
          phases where it has had no success yet.
        </p>
        <p className={classes.reason}>{prevention.reason}</p>
      </div>
      <Button size="xs" variant="default" onClick={onResolve}>
        Let it go on…
      </Button>
    </section>
  )
}

/** What kept a release from going on before, and why it may again. */
export function EarlierPreventions({ release }: { readonly release: Release }) {
  const earlier = (release.prevented ?? []).filter(({ resolved }) => resolved !== undefined)
  if (earlier.length === 0) return null
  return (
    <details className={classes.earlier}>
      <summary>
        <span className={classes.chevron}>
          <Icon name="chevron-right" size={12} />
        </span>
        Its progression was prevented before
      </summary>
      <ul>
        {earlier.map(prevention => (
          <li key={prevention.at}>
            <EarlierPrevention prevention={prevention} />
          </li>
        ))}
      </ul>
    </details>
  )
}

function EarlierPrevention({ prevention: { by, at, reason, resolved } }: { readonly prevention: Prevention }) {
  return (
    <>
      {by}, <TimeAgo at={at} />: {reason}
      {resolved !== undefined && (
        <>
          {' '}
          — resolved by {resolved.by}, <TimeAgo at={resolved.at} />
          {resolved.note === '' ? '.' : `: ${resolved.note}`}
        </>
      )}
    </>
  )
}

interface PreventionDialogProps {
  readonly release: Release
  readonly onClose: () => void
}

/** Keeps a release from going on; asks for the reason. */
export function PreventDialog({ release, onClose }: PreventionDialogProps) {
  const save = useSaveForm({
    initial: { reason: '' },
    what: 'The reason',
    fields: ['reason'],
    send: ({ reason }) => api.call('release.prevent', { id: release.id, reason })
  })
  return (
    <FormFrame
      shape="dialog"
      size={480}
      title={`Prevent the progression of ${release.version}`}
      submitLabel="Prevent progression"
      save={save}
      onClose={onClose}
      onSaved={async () => {
        onClose()
        await useCatalog.getState().refresh('release')
      }}
    >
      <p className={classes.dialogText}>
        It stays out of phases where it has had no success yet, also where it would go by itself. Where it is, it stays,
        and it can be deployed there again.
      </p>
      <Textarea
        label="Why"
        placeholder="Orders of customers without an address fail"
        data-autofocus
        autosize
        minRows={3}
        maxRows={8}
        {...save.form.getInputProps('reason')}
      />
    </FormFrame>
  )
}

/** Lets a release go on. */
export function ResolveDialog({ release, onClose }: PreventionDialogProps) {
  const save = useSaveForm({
    initial: { note: '' },
    what: 'The note',
    fields: ['note'],
    send: ({ note }) => api.call('release.resolve', { id: release.id, note })
  })
  return (
    <FormFrame
      shape="dialog"
      size={480}
      title={`Let ${release.version} go on`}
      submitLabel="Let it go on"
      save={save}
      onClose={onClose}
      onSaved={async () => {
        onClose()
        await useCatalog.getState().refresh('release')
      }}
    >
      <p className={classes.dialogText}>It may go again wherever its lifecycle lets it.</p>
      <Textarea
        label="What was found (optional)"
        data-autofocus
        autosize
        minRows={2}
        maxRows={8}
        {...save.form.getInputProps('note')}
      />
    </FormFrame>
  )
}
