import type { SearchHit } from '../dashboard-calls'

/** How much a find of a kind counts: what people go to comes before what stands inside of it. */
export const kindWeights: Readonly<Record<SearchHit['kind'], number>> = {
  project: 1,
  release: 1,
  environment: 1,
  target: 1,
  tenant: 1,
  runbook: 1,
  'library-set': 1,
  package: 1,
  lifecycle: 1,
  channel: 0.9,
  trigger: 0.9,
  freeze: 0.9,
  account: 0.9,
  certificate: 0.9,
  feed: 0.9,
  step: 0.5,
  variable: 0.5
}
