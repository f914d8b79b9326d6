/** A command line that cannot be followed; the message is a whole sentence for the operator. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}
