import type { Failure } from '@shared/failure'
import type { Context } from './context'
import { secretsNeeded } from './run-variables'

/**
 * Opens every secret that variables may need, so that all are masked before the first line of output; so are logins and
 * sudo's passwords. Answers why one cannot be opened.
 */
export async function openSecrets(context: Context): Promise<Failure | null> {
  const needed = [...secretsNeeded(context)]
  const opened = await Promise.all(
    needed.map(async ([id, name]) => ({ id, name, result: await context.ports.secrets.open(id) }))
  )
  for (const { id, name, result } of opened) {
    if (!result.ok) {
      const message = `The value of the sensitive variable “${name}” cannot be read. ${result.failure.message}`
      return { ...result.failure, kind: 'secret-unavailable', message }
    }
    context.secrets.set(id, result.value)
  }
  context.redactor.add([...context.secrets.values()].map(secret => secret.reveal()))
  const sudoers = [...(context.request.sudo?.values() ?? [])]
  const passwords = sudoers.flatMap(sudo => (sudo.kind === 'password' ? [sudo.password] : []))
  context.redactor.add([...passwords, ...(context.request.logins ?? [])].map(secret => secret.reveal()))
  return null
}
