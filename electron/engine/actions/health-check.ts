import type { FailureKind } from '@shared/failure'
import { targetOf } from '@shared/variables/system'
import type { Perform } from './action'

/** What says that nobody could get in, and nothing about who might have answered instead. */
const outOfReach: ReadonlySet<FailureKind> = new Set([
  'host-unresolved',
  'connection-refused',
  'connection-timeout',
  'connection-lost',
  'ssh-incompatible',
  'authentication-failed'
])

/**
 * Checks the health of a target, as its policy says. One that cannot be reached may leave the rest of the deployment; one
 * whose host key is not the accepted one never does so in silence.
 */
export const performHealthCheck: Perform<'health-check'> = async ({ context, staged, action, signal }) => {
  const target = targetOf(context.request.plan, staged.run)
  if (target === null) throw new Error('A health check needs a target')
  const found = await context.ports.health.check(target.id, action.check, signal)
  if (found.ok) {
    const level = found.value.status === 'healthy' ? 'info' : 'warning'
    void context.log.say(staged.id, level, `${target.name} is ${words[found.value.status]}. ${found.value.words}`)
    return { kind: 'succeeded' }
  }
  if (signal.aborted) return { kind: 'stopped' }
  const { failure } = found
  if (action.unavailable === 'fail' || !outOfReach.has(failure.kind)) return { kind: 'failed', end: null, failure }
  const reason = `“${staged.stage.name}” found it unavailable: ${failure.message}`
  void context.log.say(
    staged.id,
    'warning',
    `${target.name} takes no further part in this deployment, because it cannot be reached. ${failure.message}`
  )
  void context.record({ kind: 'target-excluded', targetId: target.id, reason: context.redactor.text(reason) })
  return { kind: 'succeeded' }
}

const words = { healthy: 'healthy', 'has-warnings': 'usable, with warnings' } as const
