import type { Step } from '@shared/model/process'
import { assertNever } from '@shared/result'
import { applyCommand, type DraftCommand } from './commands'
import { type Draft, type DraftStep, isChanged, type NodeKey, placeOf, rowKeyOf, toDraft } from './nodes'

/** A draft with the row that the person was in. */
interface Moment {
  readonly draft: Draft
  readonly selected: NodeKey | null
}

/** What the last command had to say. */
export interface Said {
  readonly text: string
  /** Worth showing, not only saying. */
  readonly isNotable: boolean
  /** Tells two sayings of the same text apart. */
  readonly number: number
}

export interface EditorState extends Moment {
  /** What is stored, as far as the editor knows. */
  readonly base: Draft
  /** Of what is stored; a save is on top of it. */
  readonly version: number
  /** The newest at the end. */
  readonly past: readonly Moment[]
  /** What undo took back, the newest at the end. */
  readonly future: readonly Moment[]
  /** Numbers new nodes. */
  readonly nextKey: number
  /** What is being typed where, so that a word is taken back as one; null when the next change begins anew. */
  readonly typing: { readonly field: string; readonly at: number } | null
  readonly said: Said | null
  /** Fields that were edited, as `fieldKey` writes them. What was never touched is not complained about. */
  readonly touched: ReadonlySet<string>
}

export type EditorAction =
  /** `at`: a clock in milliseconds, to tell typing on from typing anew. */
  | { readonly kind: 'do'; readonly command: DraftCommand; readonly at: number }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }
  | { readonly kind: 'select'; readonly key: NodeKey }
  /** Somebody was told, and has read it. */
  | { readonly kind: 'heard' }
  /** A save was tried: everything that is there now may be complained about. */
  | { readonly kind: 'tried' }
  /** Shows what is stored and forgets everything else. */
  | { readonly kind: 'load'; readonly steps: readonly Step[]; readonly version: number }
  /** A save went through: `sent` is the draft that it was about, `steps` what became of it. */
  | { readonly kind: 'saved'; readonly sent: Draft; readonly steps: readonly Step[]; readonly version: number }

/** How many commands can be taken back. */
const longestPast = 500
/** Typing that rests longer begins anew, in milliseconds. */
const longestPause = 1500

/** Names a field of a node. */
export const fieldKey = (node: NodeKey, field: string): string => `${node} ${field}`
/** Stands for every field of a node. */
export const everyField = '*'

export function openEditor(steps: readonly Step[], version: number): EditorState {
  const draft = toDraft(steps)
  return {
    base: draft,
    version,
    draft,
    selected: draft[0]?.key ?? null,
    past: [],
    future: [],
    nextKey: 1,
    typing: null,
    said: null,
    touched: new Set()
  }
}

/** The editor after an action. Pure: the same actions always lead to the same state. */
export function reduceEditor(state: EditorState, action: EditorAction): EditorState {
  switch (action.kind) {
    case 'do':
      return perform(state, action.command, action.at)
    case 'undo':
      return travel(state, 'past', 'future')
    case 'redo':
      return travel(state, 'future', 'past')
    case 'select':
      return { ...state, selected: rowKeyOf(state.draft, action.key) ?? state.selected, typing: null }
    case 'heard':
      return state.said === null ? state : { ...state, said: null }
    case 'tried':
      return { ...state, touched: everythingIn(state.draft) }
    case 'load':
      return reload(state, action.steps, action.version)
    case 'saved':
      return adoptSaved(state, action)
    default:
      return assertNever(action)
  }
}

function perform(state: EditorState, command: DraftCommand, at: number): EditorState {
  let { nextKey } = state
  const outcome = applyCommand(state.draft, command, () => `new-${nextKey++}`)
  const said =
    outcome.said === null
      ? state.said
      : { text: outcome.said, isNotable: outcome.isNotable, number: (state.said?.number ?? 0) + 1 }
  if (outcome.draft === state.draft) return said === state.said ? state : { ...state, said }
  const field = typedField(command)
  const goesOn = field !== null && state.typing?.field === field && at - state.typing.at <= longestPause
  const past = goesOn ? state.past : [...state.past, momentOf(state)].slice(-longestPast)
  return {
    ...state,
    draft: outcome.draft,
    selected: visible(outcome.draft, outcome.select ?? state.selected, state),
    past,
    future: [],
    nextKey,
    typing: field === null ? null : { field, at },
    said: outcome.said === null ? null : said,
    touched: withTouched(state.touched, command)
  }
}

const momentOf = ({ draft, selected }: Moment): Moment => ({ draft, selected })

/** What is typed, in contrast to what is chosen or switched; null for the latter. */
function typedField(command: DraftCommand): string | null {
  if (command.kind !== 'change-step' && command.kind !== 'change-action') return null
  const entries = Object.entries(command.change)
  const isTyped = entries.every(([, value]) => value !== undefined && typeof value !== 'boolean')
  return isTyped ? fieldKey(command.key, entries.map(([name]) => name).join()) : null
}

function withTouched(touched: ReadonlySet<string>, command: DraftCommand): ReadonlySet<string> {
  if (command.kind !== 'change-step' && command.kind !== 'change-action') return touched
  const keys = Object.keys(command.change).map(name => fieldKey(command.key, name))
  return keys.every(key => touched.has(key)) ? touched : new Set([...touched, ...keys])
}

const everythingIn = (draft: Draft): ReadonlySet<string> =>
  new Set(
    draft.flatMap(step => [step.key, ...step.actions.map(action => action.key)]).map(key => fieldKey(key, everyField))
  )

/** The row to be in: the wanted one, or the one that is nearest to where the person was. */
function visible(draft: Draft, wanted: NodeKey | null, before: Moment): NodeKey | null {
  const found = wanted === null ? null : rowKeyOf(draft, wanted)
  if (found !== null) return found
  const at = wanted === null ? 0 : (placeOf(before.draft, wanted)?.stepAt ?? 0)
  return (draft[at] ?? draft.at(-1))?.key ?? null
}

/** Undo and redo: one is the other with past and future exchanged. */
function travel(state: EditorState, from: 'past' | 'future', to: 'past' | 'future'): EditorState {
  const target = state[from].at(-1)
  if (target === undefined) return state
  return {
    ...state,
    [from]: state[from].slice(0, -1),
    [to]: [...state[to], momentOf(state)],
    draft: target.draft,
    selected: visible(target.draft, target.selected, state),
    typing: null,
    said: { text: from === 'past' ? 'Undone.' : 'Redone.', isNotable: false, number: (state.said?.number ?? 0) + 1 }
  }
}

function reload(state: EditorState, steps: readonly Step[], version: number): EditorState {
  const opened = openEditor(steps, version)
  return { ...opened, nextKey: state.nextKey, selected: visible(opened.draft, state.selected, state) }
}

type Saved = Extract<EditorAction, { kind: 'saved' }>

function adoptSaved(state: EditorState, { sent, steps, version }: Saved): EditorState {
  const base = storedAs(sent, toDraft(steps))
  if (base === null) return reload(state, steps, version)
  const rebase = (draft: Draft): Draft => (draft === sent ? base : rebased(draft, base))
  const rebaseMoment = (moment: Moment): Moment => ({ ...moment, draft: rebase(moment.draft) })
  return {
    ...state,
    base,
    version,
    draft: rebase(state.draft),
    past: state.past.map(rebaseMoment),
    future: state.future.map(rebaseMoment),
    typing: null,
    touched: state.draft === sent ? new Set() : state.touched
  }
}

/** What is stored, under the keys that the nodes had when they were sent; null when it is not what was sent. */
function storedAs(sent: Draft, stored: Draft): Draft | null {
  if (sent.length !== stored.length) return null
  const steps = stored.map((step, index): DraftStep | null => {
    const from = sent[index]
    if (from === undefined || from.actions.length !== step.actions.length) return null
    const actions = step.actions.map((action, at) => {
      const before = from.actions[at]
      return before === undefined ? action : { ...action, key: before.key, kept: before.kept }
    })
    return { ...step, key: from.key, kept: from.kept, actions }
  })
  return steps.every(step => step !== null) ? steps : null
}

/** Another draft as it stands on what was saved: nodes that were new have ids now. */
function rebased(draft: Draft, base: Draft): Draft {
  const steps = new Map(base.map(step => [step.key, step.id]))
  const actions = new Map(base.flatMap(step => step.actions.map(action => [action.key, action.id] as const)))
  return draft.map(step => ({
    ...step,
    id: steps.get(step.key) ?? step.id,
    actions: step.actions.map(action => ({ ...action, id: actions.get(action.key) ?? action.id }))
  }))
}

/** Whether saving would change anything. */
export const isDirty = ({ draft, base }: Pick<EditorState, 'draft' | 'base'>): boolean => isChanged(draft, base)
