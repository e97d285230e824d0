export { configureFolder, type RunVariables } from './configure-folder'
export { type FileContent, replaceVariablesInFile, type StructuredOutcome } from './dispatch'
export {
  ConfigurationError,
  type ConfigurationErrorKind,
  type ConfigurationFormat,
  type ConfigurationVariables
} from './errors'
export type { ConfigurationFiles, ConfigurationReport, FileTree } from './feature-run'
export type { ConfigurationMessage, MessageLevel } from './messages'
export { replaceVariables } from './replace-variables'
export { type SubstitutedFile, substituteInFile } from './substitute'
