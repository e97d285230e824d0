import type { Deployment, Run } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import { type Plan, type PlannedRun, type Stage, stageNumber } from '@shared/plan/plan'
import { lookOf } from '@shared/state-looks'
import type { OutlineItem } from '@shared/task-log/outline'
import { overallLook, type Place, placeOfRun } from '../../matrix/matrix-model'
import { itemKey, SectionBody } from './body'
import { type FoldChoices, type FoldPreset, isPartOpen, isRunOpen } from './folds'
import type { Row, RowModel, RowPlace, SectionInfo } from './row'

/** How sections lie inside one another. */
export type TreeOrder = 'steps' | 'targets'

export interface TreeInput {
  readonly deployment: Pick<Deployment, 'plan' | 'runs' | 'lines'>
  readonly places: readonly Place[]
  readonly order: TreeOrder
  /** Lines of a run that are let through; null is the deployment as a whole. */
  readonly linesOf: (run: RunId | null) => number
  /** Of the lines about the deployment as a whole, those that came before any run wrote something. */
  readonly linesBefore: number
  /** What can be folded of a run; nothing where lines are left out. */
  readonly partsOf: (run: RunId) => readonly OutlineItem[]
  /** Runs that are shown; null for all. */
  readonly only: ReadonlySet<RunId> | null
  /** Lines with a hit, by run; null where nothing is searched for. */
  readonly hits: ReadonlyMap<RunId | null, number> | null
  readonly choices: FoldChoices
  readonly preset: FoldPreset
  readonly now: number
}

/** Rows that follow each other: a heading, or the lines of a section. */
type Block =
  | { readonly row: number; readonly rows: 1; readonly heading: Extract<Row, { kind: 'heading' }>; readonly body: null }
  | {
      readonly row: number
      readonly rows: number
      readonly heading: null
      readonly body: SectionBody
      readonly run: RunId | null
      /** Lines of the section before this block. */
      readonly skipped: number
      /** Key of the heading above it; null for none. */
      readonly owner: string | null
    }

/** The log as a tree: steps or targets, in them runs, in them the parts of their output. */
export class TreeRows implements RowModel {
  readonly count: number
  readonly #blocks: Block[] = []
  readonly #input: TreeInput
  /** The headings around the body of each run, outermost first. */
  readonly #owners = new Map<RunId, readonly string[]>()
  readonly #headings = new Map<string, number>()
  readonly #bodies = new Map<RunId | null, Extract<Block, { heading: null }>[]>()

  constructor(input: TreeInput) {
    this.#input = input
    this.count = this.#build()
  }

  rowAt(index: number): Row | undefined {
    const block = this.#blockAt(index)
    if (block === undefined) return undefined
    if (block.heading !== null) return block.heading
    const row = block.body.rowAt(index - block.row)
    return row === undefined || block.skipped === 0 ? row : { ...row, position: row.position + block.skipped }
  }

  indexOf(place: RowPlace): number | null {
    if (place.kind === 'heading') return this.#headingRow(place.key)
    const { run, position } = place
    const found = run === undefined ? undefined : this.#bodies.get(run)?.findLast(body => body.skipped <= position)
    if (found) return found.row + found.body.rowOf(position - found.skipped)
    const owners = run == null ? [] : (this.#owners.get(run) ?? [])
    // The innermost heading that is there: the one that hides it.
    for (const key of [...owners].reverse()) {
      const row = this.#headingRow(key)
      if (row !== null) return row
    }
    return null
  }

  headingOf(index: number): string | null {
    const block = this.#blockAt(index)
    if (block === undefined) return null
    if (block.heading !== null) return block.heading.key
    return block.body.foldAbove(index - block.row) ?? block.owner
  }

  /** Everything that has to be open for a line to be seen. */
  keysAround(run: RunId | null, position: number): readonly string[] {
    if (run === null) return []
    const parts = this.#input
      .partsOf(run)
      .filter(item => item.first <= position && position < (item.end ?? Number.POSITIVE_INFINITY))
    return [...(this.#owners.get(run) ?? []), ...parts.map(itemKey)]
  }

  /** The keys of all headings of sections that are shown. */
  sectionKeys(): readonly string[] {
    return this.#blocks.flatMap(block => block.heading?.key ?? [])
  }

  #headingRow(key: string): number | null {
    return this.#headings.get(key) ?? null
  }

  #blockAt(index: number): Block | undefined {
    if (index < 0 || index >= this.count) return undefined
    let low = 0
    let high = this.#blocks.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#blocks[middle]?.row ?? 0) <= index) low = middle
      else high = middle - 1
    }
    return this.#blocks[low]
  }

  #build(): number {
    const { deployment, order, linesOf, linesBefore, only } = this.#input
    const whole = only === null ? linesOf(null) : 0
    const before = Math.min(whole, linesBefore)
    let row = this.#putBody(0, null, 0, [], before, 0, null)
    row = order === 'steps' ? this.#steps(deployment.plan, row) : this.#targets(deployment.plan, row)
    return this.#putBody(row, null, 0, [], whole - before, before, null)
  }

  #steps(plan: Plan, start: number): number {
    let row = start
    for (const stage of plan.stages) {
      const shown = stage.runs.filter(run => this.#isShown(run.id))
      const [single] = stage.runs
      if (shown.length === 0) continue
      if (stage.runs.length === 1 && single) {
        row = this.#run(row, single, this.#info(stage, single, 'both'), 0, [])
        continue
      }
      const key = `step:${stageNumber(stage)}`
      const isOpen = this.#isOpen(key, shown)
      row = this.#putHeading(row, key, 0, isOpen, this.#stepInfo(stage, shown))
      for (const run of shown) row = this.#inside(row, run, this.#info(stage, run, 'place'), [key], isOpen)
    }
    return row
  }

  #targets(plan: Plan, start: number): number {
    let row = start
    for (const place of this.#input.places) {
      const runs = plan.stages.flatMap(stage =>
        stage.runs.filter(run => placeOfRun(run) === place.id && this.#isShown(run.id)).map(run => ({ stage, run }))
      )
      if (runs.length === 0) continue
      const key = `place:${place.id}`
      const planned = runs.map(({ run }) => run)
      const isOpen = this.#isOpen(key, planned)
      row = this.#putHeading(row, key, 0, isOpen, this.#sum(null, place.name, place.index, planned))
      for (const { stage, run } of runs) row = this.#inside(row, run, this.#info(stage, run, 'step'), [key], isOpen)
    }
    return row
  }

  /** A run below another heading: only known of where that one is folded. */
  #inside(row: number, run: PlannedRun, info: SectionInfo, owners: readonly string[], isOpen: boolean): number {
    if (isOpen) return this.#run(row, run, info, 1, owners)
    this.#owners.set(run.id, [...owners, `run:${run.id}`])
    return row
  }

  #run(row: number, { id }: PlannedRun, info: SectionInfo, depth: number, owners: readonly string[]): number {
    const { deployment, partsOf, choices } = this.#input
    const key = `run:${id}`
    const run = deployment.runs[id]
    const isOpen = this.#isOpen(key, [{ id }])
    this.#owners.set(id, [...owners, key])
    const next = this.#putHeading(row, key, depth, isOpen, info)
    if (!isOpen) return next
    const moment = this.#moment()
    const isPart = (item: OutlineItem) => choices.get(itemKey(item)) ?? isPartOpen(item, run, moment)
    return this.#putBody(next, id, depth + 1, partsOf(id), info.lines, 0, key, isPart)
  }

  #moment() {
    const { preset, now, deployment } = this.#input
    return { preset, now, lines: deployment.lines }
  }

  #isOpen(key: string, runs: readonly Pick<PlannedRun, 'id'>[]): boolean {
    const { choices, deployment } = this.#input
    const chosen = choices.get(key)
    if (chosen !== undefined) return chosen
    // What is open inside keeps open what lies around it.
    return runs.some(({ id }) => {
      const run = deployment.runs[id]
      return choices.get(`run:${id}`) ?? (run !== undefined && isRunOpen(run, this.#moment()))
    })
  }

  #isShown(id: RunId): boolean {
    const { only, deployment, linesOf } = this.#input
    if (only !== null && !only.has(id)) return false
    const state = deployment.runs[id]?.state
    return linesOf(id) > 0 || state === 'running' || state === 'retrying' || state === 'waiting'
  }

  #putHeading(row: number, key: string, depth: number, isOpen: boolean, section: SectionInfo): number {
    this.#blocks.push({ row, rows: 1, body: null, heading: { kind: 'heading', key, depth, isOpen, section } })
    this.#headings.set(key, row)
    return row + 1
  }

  #putBody(
    row: number,
    run: RunId | null,
    depth: number,
    parts: readonly OutlineItem[],
    lines: number,
    skipped: number,
    owner: string | null,
    isOpen: (item: OutlineItem) => boolean = () => true
  ): number {
    if (lines <= 0) return row
    const body = new SectionBody(run, lines, depth, parts, isOpen)
    const block = { row, rows: body.rows, heading: null, body, run, skipped, owner } as const
    this.#blocks.push(block)
    this.#bodies.set(run, [...(this.#bodies.get(run) ?? []), block])
    return row + body.rows
  }

  #stepInfo = (stage: Stage, shown: readonly PlannedRun[]): SectionInfo =>
    this.#sum(stageNumber(stage), stage.name, null, shown)

  #info(stage: Stage, run: PlannedRun, naming: 'place' | 'step' | 'both'): SectionInfo {
    const place = this.#input.places.find(item => item.id === placeOfRun(run))
    const number = naming === 'place' ? null : stageNumber(stage)
    const title = naming === 'place' ? (place?.name ?? '') : stage.name
    const info = this.#sum(number, title, naming === 'step' ? null : (place?.index ?? null), [run])
    return naming === 'both' && place ? { ...info, title: `${stage.name} · ${place.name}` } : info
  }

  #sum(number: string | null, title: string, mark: number | null, planned: readonly PlannedRun[]): SectionInfo {
    const { deployment, linesOf, hits } = this.#input
    const runs = planned.flatMap(({ id }) => deployment.runs[id] ?? [])
    const sum = (of: (run: Run) => number) => runs.reduce((total, run) => total + of(run), 0)
    const [only] = runs
    return {
      number,
      title,
      mark,
      state: runs.length === 1 && only ? lookOf(only) : overallLook(runs),
      took: this.#took(runs),
      lines: sum(run => linesOf(run.id)),
      warnings: sum(run => run.warnings),
      errors: sum(run => run.errors),
      hits: hits === null ? null : sum(run => hits.get(run.id) ?? 0),
      runs: planned.map(({ id }) => id)
    }
  }

  /** From the first beginning to the last end. */
  #took(runs: readonly Run[]): number | null {
    const starts = runs.flatMap(run => ('startedAt' in run && run.startedAt !== null ? [run.startedAt] : []))
    // Of a run that is unknown it is not known when it ended.
    if (starts.length === 0 || runs.some(run => run.state === 'unknown')) return null
    const ends = runs.map(run => ('finishedAt' in run ? run.finishedAt : 'startedAt' in run ? this.#input.now : 0))
    return Math.max(0, Math.max(...ends) - Math.min(...starts))
  }
}
