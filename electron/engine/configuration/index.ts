export { ConfigurationError, type ConfigurationErrorKind, type ConfigurationFormat } from './errors'
export { replaceVariables } from './replace-variables'
