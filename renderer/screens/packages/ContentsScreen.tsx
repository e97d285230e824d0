import { TextInput } from '@mantine/core'
import type { PackageRecordId } from '@shared/ids'
import type { PackageManifest } from '@shared/packages/manifest'
import { bytesWords } from '@shared/plan/words'
import { useState } from 'react'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { useRead } from '../../stores/catalog'
import { bothLoads } from '../../stores/load'
import { FileList, type FileRow } from './FileList'
import { packageAddress } from './package-addresses'
import classes from './packages.module.css'

/** What is in one version of a package. */
export function ContentsScreen({ id }: { readonly id: PackageRecordId }) {
  const one = useRead('package.get', { id })
  const manifest = useRead('package.manifest', { id })
  const again = () => {
    one.again()
    manifest.again()
  }
  return (
    <Screen>
      <Loaded load={bothLoads(one.load, manifest.load)} onRetry={again} what="contents">
        {([found, { entries }]) => (
          <>
            <PageHeader
              title={`${found.packageId} ${found.version}`}
              crumbs={[
                { label: 'Packages', href: '/packages' },
                { label: found.packageId, href: packageAddress(found.packageId) }
              ]}
              subtitle={`${found.fileName}, ${bytesWords(found.bytes)}, unpacked ${bytesWords(found.unpackedBytes)}`}
            />
            <Browser id={id} entries={entries} />
          </>
        )}
      </Loaded>
    </Screen>
  )
}

type Entries = PackageManifest['entries']

function Browser({ id, entries }: { readonly id: PackageRecordId; readonly entries: Entries }) {
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<string | null>(null)
  const wanted = text.trim().toLowerCase()
  const rows = entries.filter(({ path }) => path.toLowerCase().includes(wanted)).map(rowOf)
  const entry = entries.find(({ path }) => path === chosen)
  return (
    <div className={classes.browser}>
      <div className={classes.side}>
        <TextInput
          aria-label="Find a file"
          placeholder="Find a file"
          leftSection={<Icon name="search" size={14} />}
          value={text}
          onChange={event => setText(event.currentTarget.value)}
        />
        <FileList label="Files" rows={rows} chosen={chosen} onChoose={setChosen} />
      </div>
      <section className={classes.side} aria-label="File">
        {entry === undefined ? (
          <p className={classes.note}>Choose a file to read it.</p>
        ) : entry.kind === 'file' ? (
          <FileText key={entry.path} id={id} path={entry.path} />
        ) : (
          <p className={classes.note}>
            {entry.kind === 'link' ? `A link to ${entry.to}.` : 'A folder with nothing in it.'}
          </p>
        )}
      </section>
    </div>
  )
}

const rowOf = (entry: Entries[number]): FileRow => ({
  path: entry.path,
  end: entry.kind === 'file' ? bytesWords(entry.bytes) : entry.kind
})

function FileText({ id, path }: { readonly id: PackageRecordId; readonly path: string }) {
  const { load, again } = useRead('package.file', { id, path })
  return (
    <>
      <div className={classes.head}>
        <strong>{path}</strong>
      </div>
      <Loaded load={load} onRetry={again} what="the file">
        {({ text, bytes }) =>
          text === null ? (
            <p className={classes.note}>{bytesWords(bytes)} that cannot be shown as text here.</p>
          ) : (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and keys have to reach it
            <pre className={classes.text} tabIndex={0}>
              {text}
            </pre>
          )
        }
      </Loaded>
    </>
  )
}
