// What a container needs beside the built server: a Dockerfile that anybody can read.

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const DOCKERFILE = `# The endpoints of functions.json in one process. BASE needs nothing but Node 24.
ARG BASE=node:24-slim
FROM \${BASE}
WORKDIR /srv
COPY server.mjs functions.json ./
USER 65532:65532
ENV NODE_ENV=production BACKEND_HTTP_LISTEN_ADDR=0.0.0.0:8080
EXPOSE 8080
ENTRYPOINT ["node", "server.mjs"]
`

/** Writes the Dockerfile of a built server into its folder. */
export async function writeContainer(out: string): Promise<void> {
  await writeFile(join(out, 'Dockerfile'), DOCKERFILE)
}
