import type { Input, Output } from '@shared/api'
import { type DashboardCell, tallyOf, tallyWords, thereWords } from '@shared/dashboard'
import { countOf, spanOf } from '@shared/plan/words'
import { stateOf, wordOf } from '@shared/state-looks'
import { successRate } from '@shared/statistics/statistics'
import { percentOf, statisticsWords } from '@shared/statistics/words'
import type { AddCommands } from '../adding'
import { UsageError } from '../errors'
import type { Session } from '../session'
import { tenantIn, tenantOption } from '../tenant-flags'
import { listOrNone } from '../text'

interface DashboardOptions {
  readonly project?: string
  readonly environment?: string
}

interface StatisticsOptions extends DashboardOptions {
  readonly tenant?: string
  readonly days: string
}

/** `dashboard` and `statistics`: what is where, and how well it got there. */
export const addDashboardCommands: AddCommands = (program, act) => {
  program
    .command('dashboard')
    .description('what is where: the newest attempt of each project in each environment, and what is there now')
    .option('--project <project>')
    .option('--environment <environment>')
    .action((options: DashboardOptions) => act(session => showDashboard(session, options)))
  program
    .command('statistics')
    .description('how often, how long and how well was deployed')
    .option('--project <project>')
    .option('--environment <environment>')
    .addOption(tenantOption())
    .option('--days <number>', 'how many days up to today, 7 to 366', '28')
    .action((options: StatisticsOptions) => act(session => showStatistics(session, options)))
}

async function showDashboard(session: Session, { project, environment }: DashboardOptions): Promise<void> {
  const [onlyProject, onlyEnvironment] = [
    project === undefined ? null : (await session.project(project)).id,
    environment === undefined ? null : (await session.environment(environment)).id
  ]
  const dashboard = await session.call('dashboard.get', {})
  const favourites = new Set(dashboard.favourites)
  const places = dashboard.groups.flatMap(({ group, projects }) =>
    projects
      .filter(row => onlyProject === null || row.project.id === onlyProject)
      .flatMap(row =>
        dashboard.environments
          .filter(({ id }) => onlyEnvironment === null || id === onlyEnvironment)
          .map(({ id, name }) => ({ group: group.name, row, environment: name, id }))
      )
  )
  const rows = places.flatMap(({ group, row: { project, cells }, environment, id }) => {
    const cell = cells[id]
    const name = favourites.has(project.id) ? `* ${project.name}` : project.name
    return cell === undefined ? [] : [[name, group, environment, ...cellColumns(cell)]]
  })
  const forTenants = places.flatMap(({ row, environment, id }) => {
    const cells = row.tenants?.[id]
    if (cells === undefined) return []
    const tally = tallyOf(cells)
    return [`${row.project.name} in ${environment}, for ${countOf(tally.linked, 'tenant')}: ${tallyWords(tally)}`]
  })
  const headings = ['PROJECT', 'GROUP', 'ENVIRONMENT', 'NEWEST', 'STATE', 'IS THERE', 'WHEN']
  session.answer(dashboard, () =>
    rows.length === 0 && forTenants.length > 0
      ? forTenants.join('\n')
      : [listOrNone(headings, rows, 'Nothing was deployed yet.'), ...forTenants].join('\n')
  )
}

const cellColumns = (cell: DashboardCell): readonly string[] => [
  cell.newest.releaseVersion,
  stateWords(cell),
  cell.current?.releaseVersion ?? (thereWords(cell) === null ? '-' : 'nothing'),
  new Date(cell.newest.finishedAt ?? cell.newest.startedAt ?? cell.newest.queuedAt).toISOString()
]

function stateWords({ newest }: DashboardCell): string {
  const state = stateOf(newest)
  return newest.openQuestions > 0 && state !== 'waiting' ? `${wordOf(state)}, needs an answer` : wordOf(state)
}

async function showStatistics(session: Session, options: StatisticsOptions): Promise<void> {
  const { project, environment, tenant, days } = options
  const count = Number(days)
  if (!Number.isInteger(count) || count < 7 || count > 366)
    throw new UsageError('--days takes a whole number from 7 to 366.')
  const input: Input<'deployment.statistics'> = {
    days: count,
    ...(project === undefined ? {} : { projectId: (await session.project(project)).id }),
    ...(environment === undefined ? {} : { environmentId: (await session.environment(environment)).id }),
    ...(await tenantIn(session, tenant))
  }
  const statistics = await session.call('deployment.statistics', input)
  session.answer(statistics, found => [...statisticsWords(found, count), '', bucketTable(found)].join('\n').trimEnd())
}

const bucketTable = ({ buckets }: Output<'deployment.statistics'>): string =>
  listOrNone(
    ['FROM', 'SUCCEEDED', 'FAILED', 'OTHER', 'SUCCESS', 'MEDIAN', 'P90'],
    buckets
      .filter(({ succeeded, failed, other }) => succeeded + failed + other > 0)
      .map(bucket => [
        dayOf(bucket.from),
        String(bucket.succeeded),
        String(bucket.failed),
        String(bucket.other),
        said(successRate(bucket), percentOf),
        said(bucket.medianMs, spanOf),
        said(bucket.p90Ms, spanOf)
      ]),
    ''
  )

/** By the clock of this machine, as the buckets are. */
function dayOf(at: number): string {
  const day = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`
}

const said = (value: number | null, words: (value: number) => string): string => (value === null ? '-' : words(value))
