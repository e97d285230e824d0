import { type StartedProcess, startMarker } from './commands'

/** A stretch of stdout, told apart at the line by which the script announces itself. */
export interface GatePassage {
  /** From the login shell. */
  readonly noise: Buffer
  /** Null as long as the script has not announced itself. */
  readonly started: StartedProcess | null
  /** From the script. */
  readonly rest: Buffer
}

/** Keeps what the login shell prints apart from the script: everything before the announcement is noise. */
export interface StartGate {
  isOpen(): boolean
  /** Takes whole lines; not to be called once the gate is open. */
  take(block: Buffer): GatePassage
}

export function createStartGate(nonce: string): StartGate {
  const marker = Buffer.from(startMarker(nonce))
  let isOpen = false
  return {
    isOpen: () => isOpen,
    take: block => {
      const at = block.indexOf(marker)
      if (at === -1) return { noise: block, started: null, rest: block.subarray(block.length) }
      isOpen = true
      const lineEnd = block.indexOf(0x0a, at)
      const end = lineEnd === -1 ? block.length : lineEnd
      return {
        noise: block.subarray(0, at),
        started: parse(block.subarray(at + marker.length, end).toString('utf8')),
        rest: block.subarray(Math.min(end + 1, block.length))
      }
    }
  }
}

function parse(announcement: string): StartedProcess {
  const [pid = '', group = '', ...folder] = announcement.replace(/\r$/, '').split(' ')
  return { pid: Number(pid), group: Number(group), folder: folder.join(' ') }
}
