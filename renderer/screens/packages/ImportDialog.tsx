import { Button, Modal, TextInput } from '@mantine/core'
import type { ImportedPackage } from '@shared/package-calls'
import { type FormEvent, useState } from 'react'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import type { IconName } from '../../components/icon-paths'
import { useReturnFocus } from '../../lib/use-return-focus'
import classes from './packages.module.css'
import type { PackageImport } from './use-package-import'

interface ImportDialogProps {
  readonly results: readonly ImportedPackage[]
  readonly work: PackageImport
  readonly onClose: () => void
}

/** What became of each file that was to be imported; what was refused can be put right here. */
export function ImportDialog({ results, work, onClose }: ImportDialogProps) {
  useReturnFocus()
  const refused = results.filter(({ kind }) => kind === 'refused').length
  const title = refused === 0 ? 'Imported' : refused === results.length ? 'Not imported' : 'Imported in part'
  return (
    <Modal opened onClose={onClose} title={title} size={600}>
      <ul className={classes.results} aria-label="What became of each file">
        {results.map(result => (
          <li key={result.path}>
            {result.kind === 'refused' ? <Refused result={result} work={work} /> : <Done result={result} />}
          </li>
        ))}
      </ul>
      {work.failure && <FailureAlert failure={work.failure} />}
      <div className={classes.foot}>
        <Button onClick={onClose} data-autofocus>
          Close
        </Button>
      </div>
    </Modal>
  )
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

interface RefusedProps {
  readonly result: Extract<ImportedPackage, { kind: 'refused' }>
  readonly work: PackageImport
}

function Refused({ result, work }: RefusedProps) {
  const [packageId, setPackageId] = useState('')
  const [version, setVersion] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void work.importPaths([result.path], { packageId: packageId.trim(), version: version.trim() })
  }
  return (
    <div className={classes.result} data-tone="bad">
      <Icon name="x-circle" size={15} />
      <div className={classes.refused}>
        <strong>{nameOf(result.path)}</strong> was refused
        <p>{result.message}</p>
        {result.remedy !== '' && <p className={classes.muted}>{result.remedy}</p>}
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
              loading={work.isBusy}
            >
              Import
            </Button>
          </form>
        )}
        {result.why === 'exists' && (
          <Button
            size="xs"
            variant="default"
            loading={work.isBusy}
            onClick={() => void work.importPaths([result.path], { onConflict: 'replace' })}
          >
            Replace what is here
          </Button>
        )}
      </div>
    </div>
  )
}
