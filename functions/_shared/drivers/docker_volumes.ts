// The volumes that games' states live in, on the daemon we talk to.

import { setTimeout as pause } from 'node:timers/promises'
import type { DockerCall } from '#shared/drivers/docker_client'
import { isOurs, nameOf, ourFilter, ownerLabels } from '#shared/drivers/docker_spec'
import type { DockerOptions } from '#shared/drivers/docker_spec'
import { DriverError } from '#shared/drivers/driver'

const FREE_MS = 10_000
const WAIT_MS = 200

/** Answers the labels of a game's volume. */
export const volumeLabels = (options: DockerOptions, game_id: string): Record<string, string> => ({
  ...ownerLabels(options),
  'galaxy.game_id': game_id,
})

/** Creates a game's volume. One that exists stays as it is. */
export async function createVolume(call: DockerCall, options: DockerOptions, game_id: string): Promise<void> {
  const name = nameOf(options, game_id)
  const Labels = volumeLabels(options, game_id)
  await call(`create volume ${name}`, (docker) => docker.createVolume({ Name: name, Labels }))
}

/**
 * Removes a game's volume where it is ours. A container that was just removed may still hold it for a moment,
 * which is waited for. Throws where a container holds it longer.
 */
export async function dropVolume(call: DockerCall, options: DockerOptions, game_id: string): Promise<void> {
  const name = nameOf(options, game_id)
  const absent = { benign: [404] }
  const found = await call(`inspect volume ${name}`, (docker) => docker.getVolume(name).inspect(), absent)
  if (!isOurs(options, found?.Labels)) return
  const give_up = performance.now() + FREE_MS
  for (;;) {
    const gone = await call(
      `remove volume ${name}`,
      (docker) =>
        docker
          .getVolume(name)
          .remove()
          .then(() => true),
      { benign: [404, 409] },
    )
    if (gone || (await call('look again', (docker) => docker.getVolume(name).inspect(), absent)) === null)
      return
    if (performance.now() > give_up)
      throw new DriverError('driver_unavailable', `remove volume ${name}: a container holds it`)
    await pause(WAIT_MS)
  }
}

/** Answers the games with a volume of ours, whether they have an engine or not. */
export async function gamesWithVolume(call: DockerCall, options: DockerOptions): Promise<string[]> {
  const filters = JSON.stringify({ label: ourFilter(options) })
  const found = await call('list volumes', (docker) => docker.listVolumes({ filters }))
  const ours = (found?.Volumes ?? []).filter(({ Labels }) => isOurs(options, Labels))
  return ours.flatMap(({ Name, Labels }) => {
    const game_id = Labels['galaxy.game_id'] ?? ''
    return Name === nameOf(options, game_id) ? [game_id] : []
  })
}
