import { type ConnectionStage, hopStages, hostStages } from '@shared/model/target'

/** The stages of a connection in their order, as people would say them. */
export const stageWords: Readonly<Record<ConnectionStage, string>> = {
  resolve: 'Find the address',
  tcp: 'Reach the port',
  'host-key': 'Check the host key',
  authentication: 'Log in',
  shell: 'Start a shell',
  sudo: 'Use sudo',
  disk: 'Disk space',
  clock: 'Clock',
  tools: 'Programs'
}

/** What is gone through for each host: a jump host is passed through and not looked at. */
export const stagesFor = { target: [...hopStages, ...hostStages], 'jump-host': hopStages } as const
