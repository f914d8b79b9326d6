import type { Context } from "../http/context.ts";
import { insertMail } from "./store.ts";

/** A mail to one person, as text only. */
export interface NewMail {
  /** What the mail is about, unique for ever: a second mail with the same key is not queued. */
  readonly key: string;
  /** One address, from the database and never from a request. */
  readonly to: string;
  readonly toUser: number | null;
  /** One line, at most 200 characters. */
  readonly subject: string;
  readonly text: string;
  /** true: the text is erased once the mail has left, and nobody sees it in the log of mails. */
  readonly isSecret?: boolean;
}

/**
 * Queues a mail in the transaction of what it is about: it leaves if that commits, and at least once.
 *
 * A repetition (the server died between sending and noting it) carries the same Message-ID, by which mailboxes know it.
 *
 * @throws Error when address or subject could open another header line, or the address is none
 */
export async function queueMail({ tx, now }: Pick<Context, "tx" | "now">, mail: NewMail): Promise<void> {
  await queueMails({ tx, now }, [mail]);
}

/** The same for many, in one statement. */
export async function queueMails({ tx, now }: Pick<Context, "tx" | "now">, mails: readonly NewMail[]): Promise<void> {
  for (const mail of mails) checkHeaders(mail);
  if (mails.length > 0) await insertMail(tx, mails, now);
}

/** Whether mail can be sent there: one plain address, without name, comment or control character. */
export function isMailAddress(text: string): boolean {
  return text.length <= 254 && /^[^\s\p{Cc}<>()[\]\\,;:"@]{1,64}@[^\s\p{Cc}<>()[\]\\,;:"@]{1,190}$/u.test(text);
}

function checkHeaders({ key, to, subject }: NewMail): void {
  if (!isMailAddress(to)) throw new Error(`The mail ${key} has no usable address.`);
  const isOneLine = subject.length <= 200 && !/[\p{Cc}\u2028\u2029]/u.test(subject);
  if (!isOneLine) throw new Error(`The mail ${key} needs a subject of one line.`);
}
