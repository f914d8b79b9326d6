import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { transaction } from "../../server/database.ts";
import { messageId, openMailer } from "../../server/mail/open-mailer.ts";
import { isMailAddress, queueMail } from "../../server/mail/queue-mail.ts";
import { mostAttempts, sendMails, waitMs } from "../../server/mail/send-mails.ts";
import { startMailServer, type TestMailServer } from "../support/smtp-server.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

let db: TestDatabase;
let server: TestMailServer;
let time = new Date("2026-11-21T00:00:00Z");
const mailFrom = "窓口 <portal@portal.example.jp>";
const platform = () => ({ database: db.database, clock: () => time });
const queue = (mail: Partial<Parameters<typeof queueMail>[1]>) =>
  transaction(db.database.web, (tx) =>
    queueMail(
      { tx, now: time },
      { key: "k", to: "a@hospital.example.jp", toUser: null, subject: "お知らせ", text: "本文\n", ...mail },
    ),
  );
const mails = () =>
  transaction(db.database.web, (tx) =>
    tx.rows<{ key: string; state: string; text: string; attempts: number; last_error: string | null }>(
      "select key, state, text, attempts, last_error from mail order by id",
    ),
  );

beforeAll(async () => {
  db = await createTestDatabase();
  server = await startMailServer();
});
afterEach(async () => {
  await transaction(db.database.web, (tx) => tx.execute("delete from mail"));
});
afterAll(async () => {
  await server.close();
  await db.drop();
});

describe("by SMTP", () => {
  test("a mail arrives once, however often it was queued", async () => {
    const mailer = openMailer({ smtpUrl: server.url, mailFrom, varFolder: "unused" });
    await queue({ key: "one", subject: "資料が掲載されました — 確認のお願い" });
    await queue({ key: "one", subject: "資料が掲載されました — 確認のお願い" });
    expect(await sendMails(platform(), mailer)).toBe(1);
    expect(await sendMails(platform(), mailer)).toBe(0);
    const mail = await server.waitForMail(({ messageId: id }) => id === messageId("one", mailFrom));
    expect(mail.subject).toBe("資料が掲載されました — 確認のお願い");
    expect(mail.from?.address).toBe("portal@portal.example.jp");
    expect(mail.envelope.to).toEqual(["a@hospital.example.jp"]);
    expect(mail.text?.trim()).toBe("本文");
    expect(server.mails.filter(({ messageId: id }) => id === mail.messageId)).toHaveLength(1);
    mailer.close();
  });

  test("many senders at one moment send each mail once", async () => {
    const mailer = openMailer({ smtpUrl: server.url, mailFrom, varFolder: "unused" });
    for (let n = 0; n < 30; n += 1) await queue({ key: `many:${n}`, to: "many@hospital.example.jp" });
    await Promise.all([1, 2, 3].map(() => sendMails(platform(), mailer)));
    expect(server.mails.filter(({ envelope }) => envelope.to[0] === "many@hospital.example.jp")).toHaveLength(30);
    mailer.close();
  });

  test("a secret leaves the database with the mail", async () => {
    const mailer = openMailer({ smtpUrl: server.url, mailFrom, varFolder: "unused" });
    await queue({ key: "secret", text: "合言葉 q8w7e6\n", isSecret: true });
    await sendMails(platform(), mailer);
    await server.waitForMail(({ text }) => text?.includes("q8w7e6") === true);
    expect(await mails()).toMatchObject([{ state: "sent", text: "" }]);
    mailer.close();
  });

  test("a busy server is asked again, later and later, and given up in the end", async () => {
    const mailer = openMailer({ smtpUrl: server.url, mailFrom, varFolder: "unused" });
    server.isBusy = true;
    await queue({ key: "busy", text: "secret words", isSecret: true });
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      expect(await sendMails(platform(), mailer)).toBe(0);
      expect(await sendMails(platform(), mailer), "not before its time").toBe(0);
      expect((await mails())[0]!.attempts).toBe(attempt);
      time = new Date(time.getTime() + waitMs(attempt));
    }
    server.isBusy = false;
    expect(await sendMails(platform(), mailer)).toBe(0);
    expect(await mails()).toMatchObject([{ state: "failed", text: "", last_error: expect.stringContaining("451") }]);
    const events = await transaction(db.database.web, (tx) =>
      tx.rows("select 1 from event where type = 'mail/failed'"),
    );
    expect(events).toHaveLength(1);
    mailer.close();
  });

  test("a sender that died while sending is followed by another after its lease", async () => {
    await queue({ key: "died", to: "died@hospital.example.jp" });
    const dying = { send: () => new Promise<void>(() => {}), close() {} };
    void sendMails(platform(), dying).catch(() => {});
    await expect.poll(async () => (await mails())[0]!.attempts).toBe(1);
    const mailer = openMailer({ smtpUrl: server.url, mailFrom, varFolder: "unused" });
    expect(await sendMails(platform(), mailer), "while the lease lasts").toBe(0);
    time = new Date(time.getTime() + 180_000);
    expect(await sendMails(platform(), mailer)).toBe(1);
    mailer.close();
  });
});

test("without a mail server a mail becomes one file that only we can read", async () => {
  const varFolder = await mkdtemp(join(tmpdir(), "mail-"));
  const mailer = openMailer({ mailFrom, varFolder });
  await queue({ key: "file", subject: "件名", text: "本文です\n" });
  await sendMails(platform(), mailer);
  await mailer.send({ key: "file", to: "a@hospital.example.jp", subject: "件名", text: "本文です\n" });
  const names = await readdir(join(varFolder, "mail"));
  expect(names).toHaveLength(1);
  const eml = await readFile(join(varFolder, "mail", names[0]!), "utf8");
  expect(eml).toContain(`Message-ID: ${messageId("file", mailFrom)}\r\n`);
  expect(eml).toContain("Auto-Submitted: auto-generated\r\n");
  await rm(varFolder, { recursive: true });
});

test.each([
  ["a line feed in the subject", { subject: "件名\r\nBcc: x@evil.example" }],
  ["a line separator in the subject", { subject: "件名\u2028Bcc: x@evil.example" }],
  ["a subject without end", { subject: "あ".repeat(201) }],
  ["two addresses", { to: "a@hospital.example.jp, b@evil.example" }],
  ["a line feed in the address", { to: "a@hospital.example.jp\nBcc:b@evil.example" }],
  ["a name in the address", { to: "A <a@hospital.example.jp>" }],
  ["no address", { to: "" }],
])("%s is refused, and nothing is queued", async (_name, mail) => {
  await expect(queue(mail)).rejects.toThrow();
  expect(await mails()).toEqual([]);
});

test.each([
  ["a@b.example", true],
  ["first.last+tag@sub.hospital.example.jp", true],
  ["a@b@c", false],
  ["a b@c.example", false],
  ['"a"@c.example', false],
  ["@c.example", false],
  [`${"a".repeat(65)}@c.example`, false],
])("%s is an address: %s", (text, expected) => {
  expect(isMailAddress(text)).toBe(expected);
});
