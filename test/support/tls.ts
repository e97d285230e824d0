import { join } from 'node:path'
import { openLab } from './certificates'

/** A certificate for this machine's own names, and the file of the authority that nobody knows but who has it. */
export interface TestTls {
  readonly key: Buffer
  readonly cert: Buffer
  /** Path of a PEM file. */
  readonly caFile: string
  close(): Promise<void>
}

/** Makes an authority and a certificate for `localhost` and `127.0.0.1`, by the real openssl. */
export async function makeTls(): Promise<TestTls> {
  const lab = await openLab()
  const newKey = ['-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
  await lab.openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Test CA')
  await lab.openssl('req', '-new', ...newKey, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=localhost')
  await lab.write('extensions', 'subjectAltName=DNS:localhost,IP:127.0.0.1')
  const signing = ['x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial']
  await lab.openssl(...signing, '-days', '30', '-extfile', 'extensions', '-out', 'server.pem')
  return {
    key: await lab.read('server.key'),
    cert: await lab.read('server.pem'),
    caFile: join(lab.folder, 'ca.pem'),
    close: lab.close
  }
}
