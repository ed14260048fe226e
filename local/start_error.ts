/** A start that cannot go on; the message is one clear sentence for whoever typed the command. */
export class StartError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'StartError'
  }
}
