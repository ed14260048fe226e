// A plain nginx before functions that serve one by one: each request goes to the function of its method and path.

import { spawn } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { whoHolds } from '#local/embedded/ports'
import { freePort } from '#local/embedded/throw_away_postgres'
import { eventually } from '#test/kit/program'

export type Upstream = { method: string; path: string; url: string }

// A literal part sorts before a parameter, and nginx takes the first pattern that matches.
const byPrecedence = (a: Upstream, b: Upstream) =>
  a.path.replaceAll(/:\w+/g, '~') < b.path.replaceAll(/:\w+/g, '~') ? -1 : 1

const lineOf = ({ method, path, url }: Upstream): string => {
  const methods = method === 'GET' ? '(?:GET|HEAD)' : method
  return `    "~^${methods}:${path.replaceAll(/:\w+/g, '[^/]+')}$" ${new URL(url).host};`
}

/** Starts one on loopback. The caller stops it. */
export async function startNginx(upstreams: Upstream[]): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'galaxy-nginx-'))
  await chmod(folder, 0o755)
  const port = await freePort()
  const settings = `daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  map "$request_method:$uri" $function {
${upstreams.toSorted(byPrecedence).map(lineOf).join('\n')}
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      if ($function = "") { return 404; }
      proxy_pass http://$function;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }
  }
}
`
  const file = join(folder, 'nginx.conf')
  await writeFile(file, settings)
  const child = spawn('nginx', ['-p', folder, '-c', file], { stdio: 'ignore' })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await eventually(async () => ((await whoHolds(port)) === null ? null : true))
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      child.kill('SIGTERM')
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}
