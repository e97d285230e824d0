import type { ConnectionStage } from '@shared/model/target'

/** The stages of a connection in their order, as people would say them. */
export const stageWords: Readonly<Record<ConnectionStage, string>> = {
  resolve: 'Find the address',
  tcp: 'Reach the port',
  'host-key': 'Check the host key',
  authentication: 'Log in',
  shell: 'Start a shell'
}

/** All stages, in the order in which a connection goes through them. */
export const stageOrder = Object.keys(stageWords) as readonly ConnectionStage[]
