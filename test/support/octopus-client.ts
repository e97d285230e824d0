import { Client } from '@octopusdeploy/api-client'
import { type TestApi, testApiKey } from './http-api'

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

/** The official client, which says nothing of its own. */
export const connect = ({ url }: Pick<TestApi, 'url'>): Promise<Client> =>
  Client.create({ instanceURL: url, apiKey: testApiKey, userAgentApp: 'slipway-test', logging: quiet })
