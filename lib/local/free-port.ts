/** The port itself where it is free, any free one for 0: an address is needed before anything listens on it. Without a host, on all of them. */
import { createServer, type AddressInfo } from 'node:net'

export const freePort = (port: number, host?: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(port, host, () => {
      const { port: bound } = server.address() as AddressInfo
      server.close(() => resolve(bound))
    })
  })
