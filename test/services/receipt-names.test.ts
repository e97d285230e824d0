import type { Receipt } from '@shared/bundle/format'
import { returnedRuns } from '@shared/bundle/returned'
import { bundleId, sha256 } from '@shared/ids'
import { expect, it } from 'vitest'
import { createRedactor } from '../../electron/engine/redactor'
import { receiptFacts } from '../../electron/services/receipt-facts'
import { recording } from '../support/engine'
import { ids, planOf, scriptStep } from '../support/plans'

it('a secret that stands as the name of an output is masked there, too', () => {
  const bundle = bundleId.parse('bundle-0a1b2c3d4e')
  const plan = planOf({ steps: [scriptStep(1)] })
  const record = recording(plan)
  const run = plan.stages[0]!.runs[0]!.id
  record.add({ kind: 'started' })
  record.add({ kind: 'run-started', run })
  record.add({ kind: 'run-handed-over', run, bundle })
  const receipt: Receipt = {
    format: 1,
    bundle,
    deployment: ids.deployment,
    manifest: sha256.parse('a'.repeat(64)),
    runner: '1',
    key: 'open',
    host: { name: 't', system: 'L', kernel: '6', user: 'a' },
    writtenAt: 9,
    outcome: 'succeeded',
    packages: [],
    events: [
      { kind: 'action-started', at: 1, run, attempt: 1 },
      { kind: 'output', at: 2, run, name: 'of s3cr3t-k3y', value: { kind: 'text', text: 'x' } },
      { kind: 'action-ended', at: 3, run, state: 'succeeded', code: 0, isRetried: false, message: '' }
    ]
  }
  const ground = { redactor: createRedactor(['s3cr3t-k3y']), sealed: new Map(), known: 0 }
  const facts = receiptFacts(receipt, returnedRuns(record.state(), receipt, 0), ground)
  expect(facts.flatMap(fact => (fact.kind === 'output-variable' ? [fact.variable.name] : []))).toEqual(['of ••••••'])
})
