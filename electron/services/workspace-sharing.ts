import { closedPolicy, type NetworkPolicy } from '@shared/network'
import type { NetworkControl, ServicePorts } from './ports'

type SharedPorts = Pick<ServicePorts, 'network' | 'ssh'>

/** What one open workspace sees of what it has in common with others. */
export interface Share {
  readonly ports: SharedPorts
  /** Nothing that this workspace wanted counts any more. */
  leave(): void
}

/**
 * The guards of the network and the limit of transfers are there once in a process, while several workspaces may be
 * open. Each gets ports that it can use as if it were alone; what all of them want together is what holds.
 */
export function createSharing({ network, ssh }: SharedPorts): { join(): Share } {
  const policies = new Map<symbol, NetworkPolicy>()
  const limits = new Map<symbol, number | null>()

  const applyPolicies = () => network.setPolicy(policyOfAll([...policies.values()]))
  const applyLimits = () => ssh.limitTransfers(limitOfAll([...limits.values()]))

  const join = (): Share => {
    const self = Symbol('workspace')
    const control: NetworkControl = {
      setPolicy: policy => {
        // One that is closed has no say about the others.
        if (policy === closedPolicy) policies.delete(self)
        else policies.set(self, policy)
        applyPolicies()
      },
      report: () => {
        const others = [...policies].filter(([of]) => of !== self).map(([, policy]) => policy)
        const isAirGapped = policies.get(self)?.isAirGapped ?? closedPolicy.isAirGapped
        return { ...network.report(), isAirGapped, isAirGappedByOthers: others.some(of => of.isAirGapped) }
      },
      refused: network.refused,
      subscribe: network.subscribe
    }
    return {
      ports: {
        network: control,
        ssh: {
          connect: (...words) => ssh.connect(...words),
          probe: (...words) => ssh.probe(...words),
          limitTransfers: limit => {
            limits.set(self, limit)
            applyLimits()
          },
          dispose: () => ssh.dispose()
        }
      },
      leave: () => {
        control.setPolicy(closedPolicy)
        if (limits.delete(self) && limits.size > 0) applyLimits()
      }
    }
  }
  return { join }
}

/**
 * One policy for all: a socket does not tell which workspace it is for. Where one of them has the air gap on, nothing
 * but the targets, jump hosts and mail servers of all of them is let through.
 */
export function policyOfAll(policies: readonly NetworkPolicy[]): NetworkPolicy {
  if (policies.length === 0) return closedPolicy
  return {
    isAirGapped: policies.some(({ isAirGapped }) => isAirGapped),
    destinations: policies.flatMap(({ destinations }) => destinations),
    listener: policies.map(({ listener }) => listener).find(listener => listener !== null) ?? null
  }
}

/** Bytes a second: the least that one of them wants; null where none has a limit. */
export function limitOfAll(limits: readonly (number | null)[]): number | null {
  const given = limits.filter(limit => limit !== null)
  return given.length === 0 ? null : Math.min(...given)
}
