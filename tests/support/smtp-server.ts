import { once } from "node:events";
import type { AddressInfo } from "node:net";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";

/** A mail as it arrived: parsed, with the envelope that decided where it went. */
export interface ReceivedMail extends Email {
  envelope: { from: string; to: readonly string[] };
  /** The whole message, for canary searches. */
  source: string;
}

/** A real mail server on 127.0.0.1 that keeps what it receives. */
export interface TestMailServer {
  /** For `SMTP_URL`. */
  url: string;
  /** In the order of arrival. */
  mails: readonly ReceivedMail[];
  /** The first mail that fits, already here or still to come. Rejects after `timeoutMs`. */
  waitForMail(fits: (mail: ReceivedMail) => boolean, timeoutMs?: number): Promise<ReceivedMail>;
  /** While true every mail is refused for now (451), as by a busy server. */
  isBusy: boolean;
  close(): Promise<void>;
}

/** Starts a mail server on a free port, without login and without encryption. */
export async function startMailServer(): Promise<TestMailServer> {
  const mails: ReceivedMail[] = [];
  const waiting = new Set<(mail: ReceivedMail) => void>();

  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    onData(stream, session, done) {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of stream) chunks.push(chunk as Buffer);
        if (server.isBusy) throw Object.assign(new Error("Try again later"), { responseCode: 451 });
        const raw = Buffer.concat(chunks);
        const { mailFrom, rcptTo } = session.envelope;
        const mail: ReceivedMail = {
          ...(await PostalMime.parse(raw)),
          envelope: { from: mailFrom ? mailFrom.address : "", to: rcptTo.map(({ address }) => address) },
          source: raw.toString("utf8"),
        };
        mails.push(mail);
        for (const notice of waiting) notice(mail);
      })().then(() => done(), done);
    },
  });
  smtp.listen(0, "127.0.0.1");
  await once(smtp.server, "listening");
  const { port } = smtp.server.address() as AddressInfo;

  const server: TestMailServer = {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    isBusy: false,
    waitForMail: (fits, timeoutMs = 30_000) =>
      new Promise((resolve, reject) => {
        const here = mails.find(fits);
        if (here) return resolve(here);
        const stop = () => waiting.delete(notice);
        const timer = setTimeout(() => {
          stop();
          const subjects = mails.map(({ subject }) => subject).join(" | ") || "none";
          reject(new Error(`No such mail within ${timeoutMs} ms; received: ${subjects}`));
        }, timeoutMs);
        const notice = (mail: ReceivedMail) => {
          if (!fits(mail)) return;
          clearTimeout(timer);
          stop();
          resolve(mail);
        };
        waiting.add(notice);
      }),
    close: () => new Promise((resolve) => smtp.close(() => resolve())),
  };
  return server;
}
