/** How much a message matters. */
export type MessageLevel = 'verbose' | 'info' | 'warning' | 'error'

/** Something to say about the work on configuration files, with the file that it is about. */
export interface ConfigurationMessage {
  readonly level: MessageLevel
  readonly message: string
  readonly file?: string
}
