import { createTransport } from "nodemailer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "./support/browser.ts";
import { startMailServer, type TestMailServer } from "./support/smtp-server.ts";

let server: TestMailServer;
beforeAll(async () => {
  server = await startMailServer();
});
afterAll(() => server.close());

const mail = { from: "desk@example.jp", to: "clerk@example.jp", subject: "ご案内", text: "こんにちは" };

test("a mail is received with its envelope, and may be waited for before and after it came", async () => {
  const early = server.waitForMail(({ subject }) => subject === "ご案内");
  await createTransport(server.url).sendMail(mail);
  const received = await early;
  expect(received.text?.trim()).toBe("こんにちは");
  expect(received.envelope).toEqual({ from: "desk@example.jp", to: ["clerk@example.jp"] });
  expect(await server.waitForMail(({ subject }) => subject === "ご案内")).toBe(received);
});

test("a mail that never comes is an error that lists those that came", async () => {
  await expect(server.waitForMail(({ subject }) => subject === "別の件", 50)).rejects.toThrow("ご案内");
});

test("a busy server refuses for now", async () => {
  server.isBusy = true;
  await expect(createTransport(server.url).sendMail(mail)).rejects.toMatchObject({ responseCode: 451 });
  server.isBusy = false;
});

test("Chromium starts and shows a page", async () => {
  const browser = await launchBrowser();
  const page = await browser.newPage();
  await page.setContent("<h1>窓口</h1>");
  expect(await page.textContent("h1")).toBe("窓口");
  await browser.close();
});
