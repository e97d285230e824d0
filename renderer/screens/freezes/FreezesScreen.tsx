import { Button } from '@mantine/core'
import { momentWords } from '@shared/freezes/words'
import type { FreezeListing } from '@shared/lifecycle-calls'
import { useState } from 'react'
import { Card } from '../../components/Card'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { type Column, DataTable } from '../../components/DataTable'
import { EmptyState } from '../../components/EmptyState'
import { Icon } from '../../components/Icon'
import type { IconName } from '../../components/icon-paths'
import { Kbd } from '../../components/Kbd'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { RowMenu } from '../../components/RowMenu'
import { Screen } from '../../components/Screen'
import { Section } from '../../components/Section'
import { useAdding } from '../../navigation/use-adding'
import { useOpened } from '../../navigation/use-opened'
import { useCatalog, useRead } from '../../stores/catalog'
import { asStored, valueOr } from '../../stores/load'
import { useCall } from '../../stores/use-call'
import { EnvironmentTabs } from './EnvironmentTabs'
import { FreezeDrawer } from './FreezeDrawer'
import { placesOf, repeatWords } from './freeze-form'
import classes from './freezes.module.css'

type Open =
  | { readonly kind: 'none' }
  | { readonly kind: 'edit'; readonly freeze: FreezeListing | null }
  | { readonly kind: 'delete'; readonly freeze: FreezeListing }

/** Times in which nothing new is deployed: what is under way, what comes, what is over. */
export function FreezesScreen() {
  const { load, again } = useRead('freeze.list', {})
  const [open, setOpen] = useState<Open>({ kind: 'none' })
  const close = () => setOpen({ kind: 'none' })
  const add = () => setOpen({ kind: 'edit', freeze: null })
  useAdding(add)
  useOpened(valueOr(load, undefined), freeze => setOpen({ kind: 'edit', freeze }))
  const addButton = (
    <Button leftSection={<Icon name="plus" size={14} />} onClick={add} title="Add freeze (N)">
      Add freeze
    </Button>
  )
  return (
    <Screen>
      <PageHeader
        title="Freezes"
        help="freezes"
        crumbs={[{ label: 'Environments', href: '/environments' }]}
        actions={addButton}
      >
        <EnvironmentTabs current="/environments/freezes" />
      </PageHeader>
      <Loaded load={load} onRetry={again} what="freezes">
        {freezes =>
          freezes.length === 0 ? (
            <EmptyState icon="lock" title="No freezes">
              While a freeze is under way nothing new is deployed there, unless somebody says why it has to be. Runbooks
              go on. Press <Kbd keys="N" /> to add one.
            </EmptyState>
          ) : (
            parts.map(({ state, title, description }) => (
              <Part
                key={state}
                title={title}
                description={description}
                freezes={freezes.filter(freeze => freeze.state === state)}
                onChoose={setOpen}
              />
            ))
          )
        }
      </Loaded>
      {open.kind === 'edit' && (
        <FreezeDrawer key={open.freeze?.id} freeze={recordOf(asStored(load, open.freeze))} onClose={close} />
      )}
      {open.kind === 'delete' && <DeleteFreeze freeze={open.freeze} onClose={close} />}
    </Screen>
  )
}

const parts = [
  { state: 'under-way', title: 'Under way', description: 'Nothing new is deployed there now.' },
  { state: 'to-come', title: 'To come', description: 'What is queued by then does not begin while it lasts.' },
  { state: 'over', title: 'Over', description: 'These will not come again.' }
] as const

/** Without what only lists know. */
function recordOf(listing: FreezeListing | null) {
  if (listing === null) return null
  const { state: _state, window: _window, ...freeze } = listing
  return freeze
}

const looks: Readonly<Record<FreezeListing['state'], { readonly icon: IconName; readonly word: string }>> = {
  'under-way': { icon: 'lock', word: 'Frozen' },
  'to-come': { icon: 'clock', word: 'To come' },
  over: { icon: 'check', word: 'Over' }
}

interface PartProps {
  readonly title: string
  readonly description: string
  readonly freezes: readonly FreezeListing[]
  readonly onChoose: (open: Open) => void
}

function Part({ title, description, freezes, onChoose }: PartProps) {
  const names = useNames()
  if (freezes.length === 0) return null
  const edit = (freeze: FreezeListing) => onChoose({ kind: 'edit', freeze })
  const columns: readonly Column<FreezeListing>[] = [
    {
      key: 'name',
      header: 'Freeze',
      width: '22%',
      cell: ({ name, state }) => (
        <span className={classes.name} data-state={state}>
          <Icon name={looks[state].icon} size={14} label={`${looks[state].word}:`} />
          <strong>{name}</strong>
        </span>
      )
    },
    { key: 'where', header: 'Closed', cell: freeze => placesOf(freeze, names) },
    {
      key: 'when',
      header: 'When',
      width: '32%',
      cell: freeze => (
        <span className={classes.when}>
          {whenOf(freeze).map(moment => (
            <span key={moment}>{moment}</span>
          ))}
        </span>
      )
    },
    { key: 'again', header: 'Repeats', width: '120px', cell: ({ repeats }) => repeatWords[repeats ?? 'never'] },
    {
      key: 'menu',
      header: <span className="visually-hidden">Actions</span>,
      width: '64px',
      align: 'end',
      cell: freeze => (
        <RowMenu
          label={`Actions for ${freeze.name}`}
          items={[
            { label: 'Edit…', icon: 'edit', onSelect: () => edit(freeze) },
            {
              label: 'Delete…',
              icon: 'trash',
              isDangerous: true,
              onSelect: () => onChoose({ kind: 'delete', freeze })
            }
          ]}
        />
      )
    }
  ]
  return (
    <Section title={title} description={description}>
      <Card padding="flush">
        <DataTable label={title} columns={columns} rows={freezes} rowKey={({ id }) => id} onOpen={edit} />
      </Card>
    </Section>
  )
}

function useNames() {
  const projects = valueOr(useRead('project.list', {}).load, [])
  const environments = valueOr(useRead('environment.list', {}).load, [])
  return (id: string): string => [...projects, ...environments].find(item => item.id === id)?.name ?? id
}

/** In pieces that stay on one line each. */
function whenOf({ state, window, startsAt, endsAt }: FreezeListing): readonly string[] {
  if (window === null) return spanOf(startsAt, endsAt)
  return state === 'under-way' ? [`until ${momentWords(window.to)}`] : spanOf(window.from, window.to)
}

/** The day is said once where it is the same. */
function spanOf(from: number, to: number): readonly string[] {
  const isSameDay = new Date(from).toDateString() === new Date(to).toDateString()
  const end = momentWords(to)
  return isSameDay ? [`${momentWords(from)} – ${end.slice(-5)}`] : [`${momentWords(from)} –`, end]
}

function DeleteFreeze({ freeze, onClose }: { readonly freeze: FreezeListing; readonly onClose: () => void }) {
  const { run, isBusy, failure } = useCall('freeze.delete')
  const confirm = async () => {
    if (!(await run({ id: freeze.id })).ok) return
    onClose()
    await useCatalog.getState().refresh('freeze')
  }
  return (
    <ConfirmDialog
      title={`Delete ${freeze.name}?`}
      confirmLabel="Delete freeze"
      isDangerous
      isBusy={isBusy}
      failure={failure}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      {freeze.state === 'under-way' ? 'What it keeps closed is open again at once.' : 'It will not close anything.'} The
      audit log remembers it.
    </ConfirmDialog>
  )
}
