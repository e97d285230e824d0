import type { ReportedHost } from '@shared/connection-report'
import type { JumpHostId } from '@shared/ids'
import { hopsTo, type JumpHost } from '@shared/model/jump-host'
import type { Target } from '@shared/model/target'

/** What a connection test is about. */
export interface ConnectionSubject {
  readonly host: ReportedHost
  readonly viaId: JumpHostId | null
  /** `here`: nothing has to be reached. */
  readonly platform: 'posix' | 'windows' | 'here'
}

export const subjectOf = (target: Target): ConnectionSubject => ({
  host: { kind: 'target', id: target.id, name: target.name },
  viaId: target.kind === 'ssh' ? target.viaId : null,
  platform: target.kind === 'ssh' ? target.platform : 'here'
})

export const jumpHostSubject = (jumpHost: JumpHost): ConnectionSubject => ({
  host: { kind: 'jump-host', id: jumpHost.id, name: jumpHost.name },
  viaId: jumpHost.viaId,
  platform: 'posix'
})

/** All hosts on the way, the one that is tested at the end. */
export function wayTo({ host, viaId }: ConnectionSubject, jumpHosts: readonly JumpHost[]): readonly ReportedHost[] {
  const hops = hopsTo(viaId, id => jumpHosts.find(item => item.id === id)) ?? []
  return [...hops.map(hop => jumpHostSubject(hop).host), host]
}
