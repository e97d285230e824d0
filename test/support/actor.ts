import type { AuditActor } from '@shared/audit'

/** Who acts in tests that do not care. */
export const testActor: AuditActor = { user: 'ada', door: 'window' }
