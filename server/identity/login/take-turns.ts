import { Failure } from "../../errors.ts";

/** How many checks of one certificate may wait; a person has one keyboard. */
const mostWaiting = 100;

const lines = new Map<string, (() => void)[]>();

/**
 * Runs `work` when no other work of the same owner is running. Passwords are dear to check: whoever sends a thousand of
 * them waits behind himself, and not everybody else behind him.
 *
 * @param owner - the fingerprint of the certificate that asks
 * @throws Failure `request/too-many` when 100 wait already
 */
export async function takeTurns<Result>(owner: string, work: () => Promise<Result>): Promise<Result> {
  const line = lines.get(owner);
  if (!line) lines.set(owner, []);
  else {
    if (line.length >= mostWaiting) throw new Failure("request/too-many");
    await new Promise<void>((resolve) => line.push(resolve));
  }
  try {
    return await work();
  } finally {
    const next = lines.get(owner)?.shift();
    if (next) next();
    else lines.delete(owner);
  }
}
