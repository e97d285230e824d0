import type { Failure } from '@shared/failure'
import { Secret } from '@shared/secret'
import type { Context, StagedRun } from './context'

/**
 * Passes a value on to later steps and records it. One that holds a secret is kept as one, because events are kept in
 * clear. Answers why it could not be kept.
 */
export async function recordOutput(
  context: Pick<Context, 'redactor' | 'secrets' | 'ports' | 'record'>,
  staged: StagedRun,
  name: string,
  value: string
): Promise<Failure | null> {
  const { redactor, secrets, ports, record } = context
  const shown = redactor.text(name)
  if (redactor.text(value) === value) {
    await record({ kind: 'output-variable', run: staged.id, variable: { name: shown, value } })
    return null
  }
  const secret = new Secret(value)
  const kept = await ports.secrets.put(secret)
  if (!kept.ok) return kept.failure
  secrets.set(kept.value, secret)
  await record({ kind: 'output-variable', run: staged.id, variable: { name: shown, secret: kept.value } })
  return null
}
