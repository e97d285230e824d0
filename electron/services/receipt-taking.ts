import { isOlder, knownEvents, logOf } from '@shared/bundle/newer'
import type { BundleRecord } from '@shared/bundle/record'
import { isCarriedBy, type ReturnedRun, returnedRuns, summaryWords } from '@shared/bundle/returned'
import type { TakenReceiptView } from '@shared/bundle-calls'
import {
  type Deployment,
  type DeploymentFact,
  isOpen,
  isRunOver,
  type Outcome,
  type OutputVariable
} from '@shared/deployment'
import { summarize } from '@shared/deployment-reducer'
import { phraseOf, titledOf } from '@shared/deployment-title'
import { type Failure, notFound } from '@shared/failure'
import { countOf } from '@shared/plan/words'
import { fail, ok, type Result } from '@shared/result'
import { outcomeOf } from '@shared/schedule/next-moves'
import type { Secret } from '@shared/secret'
import type { Redactor } from '../engine/redactor'
import { refsOf } from './audit-deployments'
import type { ServiceContext } from './context'
import { Live, type Lives } from './deployment-live'
import type { Recorder } from './deployment-record'
import { redactorFor } from './deployment-redactor'
import { waitingSince } from './deployment-turns'
import { outputKey, receiptFacts, said } from './receipt-facts'
import type { VerifiedReceipt } from './receipts'

/** Decrypts a sensitive output; null when it was encrypted otherwise. */
export type OpenOutput = (sealed: string, seed: Secret) => Secret | null

/** Records what a verified receipt tells. */
export type TakeReceipt = (found: VerifiedReceipt, openOutput: OpenOutput) => Promise<Result<TakenReceiptView>>

/** Records in the log of a deployment what came back of it. One receipt is taken in at a time. */
export function createReceiptTaking(context: ServiceContext, lives: Lives, recorder: Recorder): TakeReceipt {
  const { store, logs, now, user, exclusive, publish } = context

  const acknowledge = async ({ bundle, receipt }: VerifiedReceipt, missing: number): Promise<void> => {
    const { refused: _refused, ...before } = bundle
    const known: BundleRecord = {
      ...before,
      missing,
      acknowledgedAt: bundle.acknowledgedAt ?? now(),
      receiptWrittenAt: receipt.writtenAt,
      receiptLog: logOf(receipt),
      has: receipt.packages
    }
    await store.commit([store.bundles.putting(known)])
    publish({ type: 'catalog.changed', entity: 'bundle' })
  }

  const take = async (
    live: Live,
    found: VerifiedReceipt,
    openOutput: OpenOutput
  ): Promise<Result<TakenReceiptView>> => {
    const { bundle, receipt, hash } = found
    const before = live.state
    const known = knownEvents(bundle, receipt)
    const returned = returnedRuns(before, receipt, known)
    const refusal = whyNot(before, found, returned)
    if (refusal !== null) {
      if (bundle.acknowledgedAt === null && hasTaken(before, found)) await acknowledge(found, missingIn(before, bundle))
      return fail(refusal)
    }
    const redactor = await redactorFor(context, before, { runs: bundle.runs })
    if (!redactor.ok) return redactor
    const sealed = await keepSealed(context, found, returned, { openOutput, redactor: redactor.value })
    const facts = receiptFacts(receipt, returned, { redactor: redactor.value, sealed, known })
    const { name, user: by, system } = receipt.host
    const words = `${user} imported the receipt of ${bundle.targetName}: run by ${by} on ${name}, ${system}.`
    const isRepeated = hasTaken(before, found)
    await recorder.record(
      live,
      { kind: 'receipt', targetId: bundle.targetId, receipt: hash, by: user },
      said(null, 'highlight', redactor.value.text(words)),
      ...(isRepeated ? [said(null, 'warning', 'Its import had been broken off and is done again.')] : []),
      ...facts
    )
    const missing = missingIn(live.state, bundle)
    const ending = endOf(live.state, before)
    await recorder.record(live, ...ending)
    await acknowledge(found, missing)
    const summary = summarize(live.state)
    await store.commit(
      [],
      [
        {
          verb: 'receipt-imported',
          ...refsOf(summary),
          summary: `Imported the receipt of ${bundle.targetName} for the ${phraseOf(summary)}: ${countOf(returned.length, 'run')}.`
        }
      ]
    )
    const ended = 'summary' in live.state ? live.state.summary : ''
    return ok({
      deploymentId: live.id,
      targetName: bundle.targetName,
      returned: returned.length,
      missing,
      summary: ended
    })
  }

  return (found, openOutput) =>
    exclusive(async () => {
      const id = found.bundle.deploymentId
      if (lives.has(id)) return fail(underWay)
      if (!(await store.deployments.get(id))) return fail(notFound('deployment', id))
      const log = await logs.hold(id)
      try {
        const state = await log.state()
        if (!state) return fail(notFound('deployment', id))
        if (isOpen(state)) return fail(underWay)
        const live = new Live(log, waitingSince(now()), state)
        const taken = await take(live, found, openOutput)
        await live.announced
        return taken
      } finally {
        logs.release(id)
      }
    })
}

/** How many runs of a bundle nobody knows the end of. */
const missingIn = ({ runs }: Deployment, bundle: BundleRecord): number =>
  bundle.runs.filter(run => runs[run]?.state === 'handed-over').length

/** Whether the very same file was begun to be taken in. */
const hasTaken = ({ receipts = [] }: Deployment, { hash }: VerifiedReceipt): boolean =>
  receipts.some(item => item.receipt === hash)

function whyNot(state: Deployment, found: VerifiedReceipt, returned: readonly ReturnedRun[]): Failure | null {
  const { bundle, receipt } = found
  const isCarried = bundle.runs.some(run => isCarriedBy(state, run, bundle.id))
  const hasNews = returned.length > 0
  // One whose import was broken off has something left to tell.
  if (hasTaken(state, found) && !hasNews) return twice
  if (isOlder(bundle, receipt)) return older
  if (!isCarried && !hasNews) return nothingOpen(bundle)
  return null
}

/** Puts the sensitive outputs that are news into the vault, and masks all of them from here on. */
async function keepSealed(
  { store }: ServiceContext,
  { receipt, seed }: VerifiedReceipt,
  returned: readonly ReturnedRun[],
  { openOutput, redactor }: { openOutput: OpenOutput; redactor: Redactor }
): Promise<ReadonlyMap<string, OutputVariable>> {
  const newFrom = new Map(returned.map(({ run, from }) => [run, from]))
  const kept = new Map<string, OutputVariable>()
  for (const [index, event] of receipt.events.entries()) {
    if (event.kind !== 'output' || event.value.kind !== 'sealed') continue
    const opened = openOutput(event.value.sealed, seed)
    if (opened === null) continue
    redactor.add([opened.reveal()])
    if (index < (newFrom.get(event.run) ?? Number.POSITIVE_INFINITY)) continue
    kept.set(outputKey(event.run, event.name), { name: event.name, secret: await store.vault.put(opened) })
  }
  return kept
}

/** The last word: how it went as far as is known, or that it is interrupted as before. */
export function endOf(state: Deployment, before: Deployment | null): readonly DeploymentFact[] {
  if (!Object.values(state.runs).every(isRunOver)) return [{ kind: 'interrupted' }]
  const outcome = before?.state === 'finished' ? outcomeAfter(state, before) : outcomeOf(state)
  const summary = summaryWords(state, `The ${phraseOf(titledOf(state.plan))}`, outcome)
  const level = outcome === 'failed' ? 'error' : 'info'
  return [said(null, level, summary), { kind: 'finished', outcome, summary }]
}

/** What failed stays so, unless it was what this receipt tells of another attempt at. */
function outcomeAfter(state: Deployment, before: Deployment & { readonly outcome: Outcome }): Outcome {
  const { outcome } = before
  const isMended = outcomeOf(before) === 'failed' && outcomeOf(state) !== 'failed'
  return outcome === 'cancelled' || (outcome === 'failed' && !isMended) ? outcome : outcomeOf(state)
}

const underWay: Failure = {
  kind: 'receipt-refused',
  message: 'The deployment of this receipt is still under way here.',
  remedy: 'Wait until it is over, then import the receipt.',
  detail: { reason: 'under-way' }
}

const twice: Failure = {
  kind: 'receipt-refused',
  message: 'This very receipt was imported before.',
  remedy: 'Nothing needs to be done.',
  detail: { reason: 'twice' }
}

const older: Failure = {
  kind: 'receipt-refused',
  message: 'A newer receipt of the same bundle was imported before.',
  remedy: 'Nothing needs to be done; what this one tells is known.',
  detail: { reason: 'older' }
}

const nothingOpen = ({ targetName }: BundleRecord): Failure => ({
  kind: 'receipt-refused',
  message: `Nothing of what the bundle for ${targetName} holds is still handed over.`,
  remedy: 'Look at the deployment: it is known already how that ended, or it was handed over anew in another bundle.',
  detail: { reason: 'nothing-open' }
})
