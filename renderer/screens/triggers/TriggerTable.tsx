import type { Environment } from '@shared/model/environment'
import type { Trigger } from '@shared/model/trigger'
import { isSameSlot, type ProcessSlot } from '@shared/packages/slots'
import type { TriggerListing } from '@shared/trigger-calls'
import { doesWords, outcomeWords, scheduleWords, type TriggerNames } from '@shared/triggers/words'
import { Link } from 'wouter'
import { type Column, DataTable } from '../../components/DataTable'
import { Icon } from '../../components/Icon'
import type { IconName } from '../../components/icon-paths'
import { RowMenu } from '../../components/RowMenu'
import { TimeAgo } from '../../components/TimeAgo'
import { formatMoment, formatTurn } from '../../lib/time'
import classes from './triggers.module.css'

/** What triggers refer to. */
export interface Around {
  readonly environments: readonly Environment[]
  readonly channels: readonly { readonly id: string; readonly name: string }[]
  readonly runbooks: readonly { readonly id: string; readonly name: string }[]
  readonly slots: readonly ProcessSlot[]
}

interface TriggerTableProps {
  readonly triggers: readonly TriggerListing[]
  readonly around: Around
  readonly onEdit: (trigger: TriggerListing) => void
  readonly onFire: (trigger: TriggerListing) => void
  readonly onDisable: (trigger: TriggerListing, isDisabled: boolean) => void
  readonly onDelete: (trigger: TriggerListing) => void
}

const namesOf = ({ environments, channels, runbooks }: Around): TriggerNames => ({
  environment: id => environments.find(item => item.id === id)?.name,
  channel: id => channels.find(item => item.id === id)?.name,
  runbook: id => runbooks.find(item => item.id === id)?.name
})

/** The triggers of a project; a row opens its form. */
export function TriggerTable({ triggers, around, onEdit, onFire, onDisable, onDelete }: TriggerTableProps) {
  const names = namesOf(around)
  const columns: readonly Column<TriggerListing>[] = [
    {
      key: 'name',
      header: 'Trigger',
      width: '20%',
      cell: trigger => (
        <span className={classes.name}>
          <span className={classes.nameLine}>
            <strong title={trigger.name}>{trigger.name}</strong>
            {trigger.isDisabled === true && <span className={classes.badge}>Disabled</span>}
          </span>
          {trigger.description !== '' && (
            <span className={classes.description} title={trigger.description}>
              {trigger.description}
            </span>
          )}
        </span>
      )
    },
    {
      key: 'what',
      header: 'When, and what it does',
      cell: trigger => (
        <span className={classes.name}>
          <span className={classes.when}>{whenWords(trigger, around.slots)}</span>
          <span className={classes.wrapping}>{doesWords(trigger.does, names)}</span>
        </span>
      )
    },
    { key: 'next', header: 'Next', width: '214px', cell: trigger => <Next trigger={trigger} /> },
    { key: 'last', header: 'Last time', width: '24%', cell: trigger => <Last trigger={trigger} /> },
    {
      key: 'menu',
      header: <span className="visually-hidden">Actions</span>,
      width: '64px',
      align: 'end',
      cell: trigger => (
        <RowMenu
          label={`Actions for ${trigger.name}`}
          items={[
            ...(trigger.isDisabled === true
              ? []
              : [{ label: 'Set off now', icon: 'play' as const, onSelect: () => onFire(trigger) }]),
            { label: 'Edit…', icon: 'edit', onSelect: () => onEdit(trigger) },
            trigger.isDisabled === true
              ? { label: 'Enable', icon: 'check', onSelect: () => onDisable(trigger, false) }
              : { label: 'Disable', icon: 'pause', onSelect: () => onDisable(trigger, true) },
            { label: 'Delete…', icon: 'trash', isDangerous: true, onSelect: () => onDelete(trigger) }
          ]}
        />
      )
    }
  ]
  return <DataTable label="Triggers" columns={columns} rows={triggers} rowKey={({ id }) => id} onOpen={onEdit} />
}

function whenWords({ when }: Trigger, slots: readonly ProcessSlot[]): string {
  if (when.kind === 'schedule')
    return when.timeZone === undefined ? scheduleWords(when.cron) : `${scheduleWords(when.cron)}, ${when.timeZone}`
  const slot = slots.find(item => isSameSlot(item, when))
  return slot === undefined ? 'When a package that is gone comes in' : `When ${slot.packageId} comes in`
}

function Next({ trigger: { when, nextAt, isDisabled } }: { readonly trigger: TriggerListing }) {
  if (nextAt !== null)
    return (
      <time className={classes.next} dateTime={new Date(nextAt).toISOString()} title={formatMoment(nextAt)}>
        {formatTurn(nextAt)}
      </time>
    )
  const words = isDisabled === true ? 'Never' : when.kind === 'package' ? 'With the next package' : 'Not by itself'
  return <span className={classes.quiet}>{words}</span>
}

const looks: Readonly<Record<NonNullable<Trigger['last']>['outcome'], { icon: IconName; tone: string }>> = {
  done: { icon: 'check-circle', tone: 'good' },
  'nothing-to-do': { icon: 'dash-circle', tone: 'still' },
  failed: { icon: 'x-circle', tone: 'bad' },
  missed: { icon: 'clock', tone: 'warn' }
}

function Last({ trigger: { last, trouble } }: { readonly trigger: TriggerListing }) {
  const shown = last === undefined ? null : { ...looks[last.outcome], word: outcomeWords[last.outcome], ...last }
  return (
    <span className={classes.name}>
      {trouble !== null && (
        <span className={classes.outcome} data-tone="bad">
          <Icon name="warning" size={14} label="Warning" />
          <span className={classes.wrapping}>{trouble}</span>
        </span>
      )}
      {shown === null ? (
        trouble === null && <span className={classes.quiet}>Never yet</span>
      ) : (
        <>
          <span className={classes.outcome} data-tone={shown.tone}>
            <Icon name={shown.icon} size={14} />
            <span>
              {shown.word}, <TimeAgo at={shown.at} />
            </span>
          </span>
          <span className={classes.message} title={shown.message}>
            {shown.message}{' '}
            {shown.deploymentId !== undefined && (
              <Link href={`/deployments/${shown.deploymentId}`} className={classes.task ?? ''}>
                Show it
              </Link>
            )}
          </span>
        </>
      )}
    </span>
  )
}
