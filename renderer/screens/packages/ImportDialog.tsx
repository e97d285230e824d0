import { Button, Modal, TextInput } from '@mantine/core'
import type { ImportedPackage } from '@shared/package-calls'
import { type FormEvent, useState } from 'react'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import type { IconName } from '../../components/icon-paths'
import { useReturnFocus } from '../../lib/use-return-focus'
import { usePackageImports } from '../../stores/package-imports'
import classes from './packages.module.css'

interface ImportDialogProps {
  readonly results: readonly ImportedPackage[]
  readonly onClose: () => void
}

/** What became of each file that was to be imported; what was refused can be put right here. */
export function ImportDialog({ results, onClose }: ImportDialogProps) {
  useReturnFocus()
  const failure = usePackageImports(({ failure }) => failure)
  return (
    <Modal opened onClose={onClose} title={titleOf(results)} size={600}>
      <ul className={classes.results} aria-label="What became of each file">
        {results.map(result => (
          <li key={result.path}>
            {result.kind === 'refused' ? <Refused result={result} /> : <Done result={result} />}
          </li>
        ))}
      </ul>
      {failure && <FailureAlert failure={failure} />}
      <div className={classes.foot}>
        <Button onClick={onClose} data-autofocus>
          Close
        </Button>
      </div>
    </Modal>
  )
}

function titleOf(results: readonly ImportedPackage[]): string {
  const refused = results.filter(result => result.kind === 'refused')
  if (refused.length === 0) return 'Imported'
  if (refused.length < results.length) return 'Imported in part'
  return refused.every(({ why }) => why === 'cancelled') ? 'Cancelled' : 'Not imported'
}

const looks: Readonly<Record<'imported' | 'same' | 'replaced', { readonly word: string; readonly icon: IconName }>> = {
  imported: { word: 'imported', icon: 'check-circle' },
  same: { word: 'was here already, with the same bytes', icon: 'check-circle' },
  replaced: { word: 'replaced the bytes that were here', icon: 'warning' }
}

const nameOf = (path: string): string => path.split(/[\\/]/).at(-1) ?? path

function Done({ result }: { readonly result: Exclude<ImportedPackage, { kind: 'refused' }> }) {
  const look = looks[result.kind]
  return (
    <div className={classes.result} data-tone={result.kind === 'replaced' ? 'warn' : 'good'}>
      <Icon name={look.icon} size={15} />
      <div>
        <strong>
          {result.package.packageId} {result.package.version}
        </strong>{' '}
        {look.word}
        <p className={classes.muted}>{nameOf(result.path)}</p>
      </div>
    </div>
  )
}

function Why({ result }: RefusedProps) {
  return (
    <>
      <p>{result.message}</p>
      {result.remedy !== '' && <p className={classes.muted}>{result.remedy}</p>}
    </>
  )
}

interface RefusedProps {
  readonly result: Extract<ImportedPackage, { kind: 'refused' }>
}

function Refused({ result }: RefusedProps) {
  const isBusy = usePackageImports(({ open }) => open > 0)
  const { importPaths } = usePackageImports.getState()
  const [packageId, setPackageId] = useState('')
  const [version, setVersion] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void importPaths([result.path], { packageId: packageId.trim(), version: version.trim() })
  }
  return (
    <div className={classes.result} data-tone="bad">
      <Icon name="x-circle" size={15} />
      <div className={classes.refused}>
        <strong>{nameOf(result.path)}</strong> was {result.why === 'cancelled' ? 'cancelled' : 'refused'}
        {result.why === 'cancelled' ? <p>Nothing of it was kept.</p> : <Why result={result} />}
        {result.why === 'unnamed' && (
          <form onSubmit={submit} className={classes.naming}>
            <TextInput
              label="Id"
              placeholder="Shop.Web"
              value={packageId}
              onChange={event => setPackageId(event.currentTarget.value)}
            />
            <TextInput
              label="Version"
              placeholder="1.4.2"
              value={version}
              onChange={event => setVersion(event.currentTarget.value)}
            />
            <Button
              type="submit"
              variant="default"
              disabled={packageId.trim() === '' || version.trim() === ''}
              loading={isBusy}
            >
              Import
            </Button>
          </form>
        )}
        {result.why === 'exists' && (
          <Button
            size="xs"
            variant="default"
            loading={isBusy}
            onClick={() => void importPaths([result.path], { onConflict: 'replace' })}
          >
            Replace what is here
          </Button>
        )}
      </div>
    </div>
  )
}
