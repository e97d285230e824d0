import { Button, Modal, Select, TextInput } from '@mantine/core'
import type { Output } from '@shared/api'
import type { FeedView } from '@shared/feed-calls'
import { type FormEvent, useState } from 'react'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { useReturnFocus } from '../../lib/use-return-focus'
import { useCatalog } from '../../stores/catalog'
import { useCall } from '../../stores/use-call'
import { ImportProgress } from './ImportProgress'
import classes from './packages.module.css'

type Found = Output<'feed.search'>
type Versions = Output<'feed.versions'>

/** Finds a package at a feed and takes a version of it into the repository. */
export function FetchDialog({ feed, onClose }: { readonly feed: FeedView; readonly onClose: () => void }) {
  useReturnFocus()
  const searching = useCall('feed.search')
  const listing = useCall('feed.versions')
  const fetching = useCall('feed.fetch')
  const [text, setText] = useState('')
  const [found, setFound] = useState<Found | null>(null)
  const [chosen, setChosen] = useState<{ readonly packageId: string; readonly versions: Versions } | null>(null)
  const [version, setVersion] = useState<string | null>(null)
  const [done, setDone] = useState<string | null>(null)
  const search = async (event: FormEvent) => {
    event.preventDefault()
    setChosen(null)
    setDone(null)
    const result = await searching.run({ id: feed.id, text: text.trim() })
    if (result.ok) setFound(result.value)
  }
  const choose = async (packageId: string) => {
    setDone(null)
    const result = await listing.run({ id: feed.id, packageId })
    if (!result.ok) return
    setChosen({ packageId, versions: result.value })
    setVersion(result.value[0]?.version ?? null)
  }
  const fetch = async () => {
    if (chosen === null || version === null) return
    const result = await fetching.run({ id: feed.id, packageId: chosen.packageId, version })
    if (!result.ok) return
    setDone(`${result.value.packageId} ${result.value.version} is in the repository now.`)
    await useCatalog.getState().refresh('package')
  }
  const failure = searching.failure ?? listing.failure ?? fetching.failure
  return (
    <Modal opened onClose={onClose} title={`Fetch from ${feed.name}`} size={560}>
      <form onSubmit={event => void search(event)} className={classes.searching}>
        <TextInput
          label="Id, or a part of it"
          value={text}
          onChange={event => setText(event.currentTarget.value)}
          data-autofocus
        />
        <Button type="submit" variant="default" loading={searching.isBusy}>
          Search
        </Button>
      </form>
      {found && chosen === null && <FoundIds found={found} onChoose={id => void choose(id)} />}
      {chosen && (
        <div className={classes.chosen}>
          <strong>{chosen.packageId}</strong>
          <Select
            label="Version"
            data={[...new Set(chosen.versions.map(item => item.version))]}
            value={version}
            onChange={setVersion}
            allowDeselect={false}
            searchable
            nothingFoundMessage="There is no such version."
          />
        </div>
      )}
      <ImportProgress feedId={feed.id} />
      {failure?.kind === 'cancelled' ? (
        <p role="status">Cancelled. Nothing of it was kept.</p>
      ) : (
        failure && <FailureAlert failure={failure} />
      )}
      {done && (
        <div className={classes.result} data-tone="good" role="status">
          <Icon name="check-circle" size={15} />
          <div>{done}</div>
        </div>
      )}
      <div className={classes.foot}>
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        <Button
          onClick={() => void fetch()}
          disabled={chosen === null || version === null}
          loading={fetching.isBusy}
          leftSection={<Icon name="download" size={14} />}
        >
          Fetch
        </Button>
      </div>
    </Modal>
  )
}

interface FoundIdsProps {
  readonly found: Found
  readonly onChoose: (packageId: string) => void
}

function FoundIds({ found, onChoose }: FoundIdsProps) {
  if (found.length === 0) return <p role="status">Nothing was found.</p>
  return (
    <ul className={classes.found} aria-label="Packages that were found">
      {found.map(({ packageId, latest }) => (
        <li key={packageId}>
          <button type="button" className={classes.foundButton} onClick={() => onChoose(packageId)}>
            <span>{packageId}</span>
            <span className={classes.muted}>{latest ?? ''}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
