import { createHash } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTransport, type Transporter } from "nodemailer";
import type { Config } from "../config.ts";

/** One mail as it leaves. */
export interface OutgoingMail {
  readonly key: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** The way out for mails. */
export interface Mailer {
  /** Resolves when the mail server, or the disk, has taken the mail; the same key always has the same Message-ID. */
  send(mail: OutgoingMail): Promise<void>;
  close(): void;
}

type MailerConfig = Pick<Config, "smtpUrl" | "mailFrom" | "varFolder">;

/** Opens the mail server of `smtpUrl`; without one every mail becomes a file in `varFolder/mail`, readable by us only. */
export function openMailer(config: MailerConfig): Mailer {
  return config.smtpUrl ? openSmtp(config.smtpUrl, config) : openFolder(join(config.varFolder, "mail"), config);
}

function openSmtp(url: string, config: MailerConfig): Mailer {
  const transport: Transporter = createTransport({
    url,
    pool: true,
    maxConnections: 2,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async (mail) => {
      await transport.sendMail(messageOf(mail, config));
    },
    close: () => transport.close(),
  };
}

function openFolder(folder: string, config: MailerConfig): Mailer {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: "windows" });
  return {
    send: async (mail) => {
      const { message } = await transport.sendMail(messageOf(mail, config));
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const path = join(folder, `${digest(mail.key)}.eml`);
      // A half-written mail must not look like one; the same key replaces its own file.
      await writeFile(`${path}.part`, message, { mode: 0o600 });
      await rename(`${path}.part`, path);
    },
    close: () => transport.close(),
  };
}

function messageOf(mail: OutgoingMail, { mailFrom }: MailerConfig) {
  return {
    from: mailFrom,
    to: { name: "", address: mail.to },
    subject: mail.subject,
    text: mail.text,
    messageId: messageId(mail.key, mailFrom),
    // Out-of-office answers to a portal help nobody (RFC 3834 section 2).
    headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
  };
}

/** The Message-ID of the mail with this key, the same on every attempt; mailboxes recognise a repetition by it. */
export function messageId(key: string, mailFrom: string): string {
  const domain = /@([\w.-]+)>?$/.exec(mailFrom)?.[1] ?? "localhost";
  return `<${digest(key)}@${domain}>`;
}

function digest(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 40);
}
