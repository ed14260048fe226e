/** A start that cannot go on. The message is one clear sentence for the person who typed the command. */
export class StartError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'StartError'
  }
}
