import { DndContext, useDraggable, useDroppable } from '@dnd-kit/core'
import type { Environment } from '@shared/model/environment'
import type { KeyboardEvent } from 'react'
import { Link } from 'wouter'
import { type Column, DataTable } from '../../components/DataTable'
import { EnvironmentChip } from '../../components/EnvironmentChip'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { RowMenu } from '../../components/RowMenu'
import { plural } from '../../lib/plural'
import { navigate } from '../../navigation/history'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { usePhaseDrag } from '../lifecycles/use-phase-drag'
import classes from './environments.module.css'
import { useEnvironmentOrder } from './use-environment-order'

interface EnvironmentTableProps {
  readonly environments: readonly Environment[]
  readonly onEdit: (environment: Environment) => void
  readonly onDelete: (environment: Environment) => void
}

const none: readonly never[] = []

/** Environments in their order, which is changed by dragging, by Alt and the arrow keys, and in the menus. */
export function EnvironmentTable({ environments, onEdit, onDelete }: EnvironmentTableProps) {
  const targets = valueOr(useRead('target.list', {}).load, none)
  const order = useEnvironmentOrder(environments)
  const drag = usePhaseDrag(
    order.shown.map(({ id }) => id),
    (key, to) => order.move(key, to)
  )
  const last = order.shown.length - 1
  const columns: readonly Column<Environment>[] = [
    {
      key: 'order',
      header: <span className="visually-hidden">Order</span>,
      width: '52px',
      cell: environment => (
        <Grip
          environment={environment}
          isHeld={drag.held === environment.id}
          edge={drag.landing?.key === environment.id ? drag.landing.edge : null}
          onStep={by => order.step(environment.id, by)}
        />
      )
    },
    {
      key: 'name',
      header: 'Environment',
      width: '28%',
      cell: environment => (
        <Link href={pathOf(environment)}>
          <EnvironmentChip {...environment} />
        </Link>
      )
    },
    { key: 'description', header: 'Description', cell: ({ description }) => description },
    {
      key: 'targets',
      header: 'Targets',
      width: '120px',
      cell: ({ id }) => (
        <Link href="/targets">
          {plural(targets.filter(target => target.environmentIds.includes(id)).length, 'target')}
        </Link>
      )
    },
    {
      key: 'menu',
      header: <span className="visually-hidden">Actions</span>,
      width: '64px',
      align: 'end',
      cell: environment => (
        <RowMenu
          label={`Actions for ${environment.name}`}
          items={[
            { label: 'Edit…', icon: 'edit', onSelect: () => onEdit(environment) },
            ...(order.shown[0]?.id === environment.id
              ? []
              : [{ label: 'Move up', icon: 'arrow-up', onSelect: () => order.step(environment.id, -1) } as const]),
            ...(order.shown[last]?.id === environment.id
              ? []
              : [{ label: 'Move down', icon: 'arrow-down', onSelect: () => order.step(environment.id, 1) } as const]),
            { label: 'Delete…', icon: 'trash', isDangerous: true, onSelect: () => onDelete(environment) }
          ]}
        />
      )
    }
  ]
  return (
    <>
      {order.failure !== null && <FailureAlert failure={order.failure} />}
      <DndContext {...drag.context}>
        <DataTable
          label="Environments"
          columns={columns}
          rows={order.shown}
          rowKey={({ id }) => id}
          onOpen={environment => navigate(pathOf(environment))}
        />
      </DndContext>
      <p className="visually-hidden" role="status">
        {order.said}
      </p>
    </>
  )
}

const pathOf = ({ id }: Environment): string => `/environments/${id}`

interface GripProps {
  readonly environment: Environment
  readonly isHeld: boolean
  /** Where what is dragged would go. */
  readonly edge: 'top' | 'bottom' | null
  readonly onStep: (by: 1 | -1) => void
}

/** What an environment is dragged by; with the focus on it, Alt and the arrow keys move it. */
function Grip({ environment: { id, name }, isHeld, edge, onStep }: GripProps) {
  const { setNodeRef: setDragRef, listeners } = useDraggable({ id })
  const { setNodeRef: setDropRef } = useDroppable({ id })
  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    onStep(event.key === 'ArrowUp' ? -1 : 1)
  }
  return (
    <span ref={setDropRef} className={classes.place} data-held={isHeld || undefined} data-edge={edge ?? undefined}>
      <button
        ref={setDragRef}
        type="button"
        className={classes.grip}
        aria-label={`Move ${name}`}
        title="Drag, or Alt with the arrow keys"
        {...listeners}
        onKeyDown={onKeyDown}
      >
        <Icon name="grip" size={14} />
      </button>
    </span>
  )
}
