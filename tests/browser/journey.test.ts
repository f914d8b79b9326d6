import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { drawnText } from "../documents/read-pdf.ts";
import { launchBrowser } from "../support/browser.ts";
import type { Client } from "../support/client.ts";
import { certificateWay, makePersonalBrowser, type PersonalBrowser } from "../support/nss-browser.ts";
import { openAs } from "../support/open-as.ts";
import { addPeople } from "../support/portal.ts";
import { startWorkspace, untilQuiet, type Workspace } from "../support/server-process.ts";
import { makeSteps } from "./steps.ts";

const hospital = { name: "みなと総合病院", code: "minato" };
const person = { name: "港 花子", code: "hp0100", email: "hanako@minato.example.jp" };
const ownPassword = "umi-to-yama-2026";

let workspace: Workspace;
let others: Browser;
let own: PersonalBrowser;
let secretariat: Client;
let app: string;

beforeAll(async () => {
  workspace = await startWorkspace((platform) =>
    addPeople(platform, [
      { code: "admin", name: "管理 太郎", organizations: ["office"], groups: ["secretariat"], isAdministrator: true },
      { code: "sato", name: "佐藤 美咲", organizations: ["office"], groups: ["secretariat"] },
      { code: "hp0099", name: "先 太郎", organizations: ["neighbour"], groups: ["hospitals"] },
    ]),
  );
  const { url: origin, ca } = workspace;
  const options = { locale: "ja-JP", timezoneId: "Asia/Tokyo", acceptDownloads: true };
  [others, own] = await Promise.all([launchBrowser(), makePersonalBrowser({ origin, ca, options })]);
  secretariat = await workspace.login("sato");
  app = await workspace.appId("hospital");
});

afterAll(async () => {
  await Promise.all([own?.close(), others?.close()]);
  await workspace?.stop();
});

/** A PDF of that size whose content is told apart by `mark`; the rest is a comment, as PDF allows. */
function makePdf(mark: string, sizeBytes: number): Buffer {
  const start = Buffer.from(`%PDF-1.7\n% ${mark}\n%`);
  const end = Buffer.from("\ntrailer<</Root<</Pages<</Kids[]/Count 0>>>>>>\n%%EOF\n");
  return Buffer.concat([start, Buffer.alloc(Math.max(0, sizeBytes - start.length - end.length), "x"), end]);
}

async function openPage(userCode: string): Promise<Page> {
  return (await openAs(others, workspace, userCode)).newPage();
}

/** Opens the portal; resolves once nudges reach the page, as they do any page that has been open for a moment. */
async function openLive(page: Page): Promise<void> {
  const isLive = new Promise<void>((resolve) => {
    page.once("websocket", (socket) => {
      // The engine's packet for "connected" (Socket.IO protocol 5, section 2).
      socket.on("framereceived", ({ payload }) => String(payload).startsWith("40") && resolve());
    });
  });
  await page.goto(workspace.url);
  await isLive;
}

const bell = (page: Page) => page.locator(".header-bell .badge");
const bellCount = async (page: Page) => Number.parseInt((await bell(page).allInnerTexts())[0] ?? "0", 10);
const tab = (page: Page, name: string) => page.getByRole("tab", { name, exact: true });

async function download(page: Page, press: () => Promise<unknown>) {
  const [file] = await Promise.all([page.waitForEvent("download"), press()]);
  return { name: file.suggestedFilename(), body: await readFile(await file.path()) };
}

/** What a link of the page leads to, fetched by the page itself. */
async function fetchOf(page: Page, link: ReturnType<Page["locator"]>): Promise<Buffer> {
  const octets = await page.evaluate(
    async (href) => [...new Uint8Array(await (await fetch(href)).arrayBuffer())],
    await link.evaluate((anchor) => (anchor as HTMLAnchorElement).href),
  );
  return Buffer.from(octets);
}

test(`a hospital joins the programme with a certificate ${certificateWay}`, { timeout: 300_000 }, async () => {
  const step = await makeSteps("journey");
  const administrator = await openPage("admin");
  const clerk = await openPage("sato");
  let initialPassword = "";

  await step("administrator registers hospital and contact", administrator, async () => {
    await administrator.goto(`${workspace.url}/admin/users/hospital`);
    const fill = (name: string, value: string) => administrator.locator(`input[name="${name}"]`).fill(value);
    await fill("organization.name", hospital.name);
    await fill("organization.code", hospital.code);
    await fill("person.name", person.name);
    await fill("person.code", person.code);
    await fill("person.email", person.email);
  });
  await step("administrator invites", administrator, async () => {
    await administrator.getByRole("button", { name: "登録して招待へ進む" }).click();
    await administrator.getByLabel("端末の名前").fill("総務課のパソコン");
    await administrator.getByRole("button", { name: "招待メールを送る" }).click();
    initialPassword = (await administrator.locator(".once-secret code").innerText()).trim();
  });
  await step("administrator prints the letter", administrator, async () => {
    const press = () => administrator.getByRole("button", { name: /案内状（PDF）/ }).click();
    const letter = drawnText((await download(administrator, press)).body);
    expect(letter).toContain(person.code);
    expect(letter).toContain(initialPassword);
  });

  const toHer = (text: RegExp) =>
    workspace.mails.waitForMail(
      ({ envelope, text: body }) => envelope.to.includes(person.email) && text.test(body ?? ""),
    );
  const [linkMail, secretMail] = await Promise.all([toHer(/\/enrol\//), toHer(/受け取りパスワードをお知らせ/)]);
  const link = /https:\/\/\S+\/enrol\/\S+/.exec(linkMail.text!)![0];
  const secret = /^[a-z0-9]{4}(-[a-z0-9]{1,4})+$/m.exec(secretMail.text!)![0];
  expect(linkMail.source).not.toContain(secret);
  expect(secretMail.source).not.toContain("/enrol/");
  for (const mail of [linkMail, secretMail]) expect(mail.source).not.toContain(initialPassword);

  await secretariat
    .post("/k/v1/record.json", {
      app,
      record: {
        医療機関: { value: [{ code: hospital.code }] },
        医療機関名: { value: hospital.name },
        担当者氏名: { value: person.name },
        事務局担当者: { value: [{ code: "sato" }] },
      },
    })
    .then((answer) => expect(answer.text).toContain('"id"'));

  let page = await (await own.restart()).newPage();
  await step("outside the door", page, async () => {
    await page.goto(workspace.url);
    await page.getByRole("heading", { name: "電子証明書が確認できません" }).waitFor();
  });
  await step("enrolment page refuses a wrong password", page, async () => {
    await page.goto(link);
    await page.locator("#accepted").check();
    await page.locator("#password").fill("aaaa-bbbb-cccc-dddd");
    await page.getByRole("button", { name: "同意して受け取る" }).click();
    await page.getByRole("alert").waitFor();
  });
  await step("enrolment page hands out the certificate", page, async () => {
    await page.locator("#accepted").check();
    await page.locator("#password").fill(secret);
    const file = await download(page, () => page.getByRole("button", { name: "同意して受け取る" }).click());
    expect(file.name).toBe(`${person.code}.p12`);
    await own.importCertificate(file.body, secret);
  });
  await step("the link is used up", page, async () => {
    await page.goto(link);
    await page.getByRole("heading", { name: "このリンクは使えません" }).waitFor();
  });

  page = await (await own.restart()).newPage();
  const logIn = async (password: string) => {
    await page.getByLabel("ログイン名", { exact: true }).fill(person.code);
    await page.getByLabel("パスワード", { exact: true }).fill(password);
    await page.getByRole("button", { name: "ログイン", exact: true }).click();
  };
  await step("log-in page shows the certificate", page, async () => {
    await page.goto(workspace.url);
    await page.getByText("総務課のパソコン").waitFor();
  });
  await step("a wrong password is refused", page, async () => {
    await logIn("wrong-password-1");
    await page.getByRole("alert").waitFor();
  });
  await step("the initial password must be changed", page, async () => {
    await logIn(initialPassword);
    await page.waitForURL(/\/password$/);
  });
  await step("portal", page, async () => {
    await page.locator("#current").fill(initialPassword);
    await page.locator("#new").fill(ownPassword);
    await page.locator("#repeat").fill(ownPassword);
    await page.getByRole("button", { name: "変更する" }).click();
    await page.getByRole("heading", { level: 1, name: "医療機関サイバーセキュリティ確保支援事業" }).waitFor();
    await page.getByText("03-0000-0100").waitFor();
  });
  await step("list of app 01 holds only the own record", page, async () => {
    await page
      .getByRole("link", { name: /01_医療機関向けアプリ/ })
      .first()
      .click();
    await page.getByRole("gridcell", { name: hospital.name }).waitFor();
    await expect.poll(() => page.locator("data-grid tbody tr").count()).toBe(1);
  });
  await step("record", page, async () => {
    await page.getByRole("link", { name: hospital.name }).click();
    await page.getByRole("heading", { level: 1, name: hospital.name }).waitFor();
    await page.getByText(person.name).first().waitFor();
    await expect.poll(() => page.getByText("事務局メモ").count()).toBe(0);
  });
  const record = /\/records\/(\d+)/.exec(page.url())![1]!;

  await step("terms must be read first", page, async () => {
    await tab(page, "参加同意").click();
    await expect.poll(() => page.getByLabel("本規約に同意します").isDisabled()).toBe(true);
    await expect.poll(() => tab(page, "オフラインバックアップ支援").count()).toBe(0);
  });
  await step("consent is recorded by the server", page, async () => {
    await page.getByRole("button", { name: "最後まで移動" }).click();
    await page.getByLabel("本規約に同意します").check();
    await page.getByRole("button", { name: "同意して保存" }).click();
    await page.getByText("同意済み").first().waitFor();
    await page.getByText(`${person.name}（${hospital.name}）`).first().waitFor();
  });
  await step("certificate of consent", page, async () => {
    const pdf = await fetchOf(page, page.getByRole("link", { name: "同意証明書（PDF）" }));
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    expect(pdf.length).toBeLessThanOrEqual(100_000);
    const text = drawnText(pdf).replaceAll(/\s/g, "");
    expect(text).toContain(hospital.name);
    expect(text).toContain(person.name.replace(" ", ""));
  });

  await step("backup support needed reveals its fields", page, async () => {
    await tab(page, "オフラインバックアップ支援").click();
    await expect.poll(() => tab(page, "バックアップ支援の資料・日程").count()).toBe(0);
    await page.getByRole("button", { name: "編集" }).click();
    await page.getByRole("radio", { name: "必要", exact: true }).check();
    await tab(page, "バックアップ支援の資料・日程").click();
    await page.getByText("医療機関からの提出資料（バックアップ）").first().waitFor();
  });
  const handedIn = makePdf("handed in", 900_000);
  await step("a document is uploaded with progress", page, async () => {
    const network = await page.context().newCDPSession(page);
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 100_000 };
    await network.send("Network.emulateNetworkConditions", slow);
    const input = page.locator("file-upload input[type=file]").first();
    await input.setInputFiles({ name: "ネットワーク構成図.pdf", mimeType: "application/pdf", buffer: handedIn });
    await expect
      .poll(() => page.locator("progress").evaluate((bar) => (bar as HTMLProgressElement).value), { interval: 20 })
      .toBeGreaterThan(0);
    await network.send("Network.emulateNetworkConditions", { ...slow, uploadThroughput: -1 });
    await network.detach();
    await page.getByRole("button", { name: /外す.*ネットワーク構成図/ }).waitFor();
  });
  await step("record is saved", page, async () => {
    await page.getByRole("button", { name: "保存", exact: true }).first().click();
    await page.getByText("保存しました").waitFor();
    await tab(page, "バックアップ支援の資料・日程").click();
    await page.getByText("ネットワーク構成図.pdf").first().waitFor();
  });

  await step("secretariat was told of the document", clerk, async () => {
    await untilQuiet(workspace);
    await openLive(clerk);
    await clerk.getByText("医療機関から資料が提出されました").first().waitFor();
  });
  const { toMe: before } = (await secretariat.get("/portal/v1/notifications/count.json")).json<{ toMe: number }>();
  await expect.poll(() => bellCount(clerk)).toBe(before);
  const question = "バックアップ装置は、貸し出していただけますか。";
  await step("hospital asks in the thread", page, async () => {
    await page.getByRole("textbox", { name: "コメント", exact: true }).fill(question);
    await page.getByRole("combobox", { name: /宛先/ }).fill("事務");
    await page.getByRole("option", { name: "事務局", exact: true }).click();
    await page.getByRole("button", { name: "送信" }).click();
    await page.locator("ol.comments").getByText(question).waitFor();
  });
  await step("bell of the secretariat rings without reload", clerk, async () => {
    await expect.poll(() => bellCount(clerk)).toBe(before + 1);
  });
  const answer = "はい、3か月まで貸し出します。調査報告書も掲載しました。";
  await step("secretariat answers", clerk, async () => {
    await clerk.locator(".header-bell").click();
    await clerk.locator(".notifications a").first().click();
    await clerk.getByText(question).waitFor();
    await clerk.getByRole("textbox", { name: "コメント" }).fill(answer);
    await clerk.getByRole("button", { name: "送信" }).click();
    await clerk.locator("ol.comments").getByText(answer).waitFor();
  });
  await step("hospital sees the answer without reload", page, async () => {
    await page.locator("ol.comments").getByText(answer).waitFor();
    await expect.poll(() => bellCount(page)).toBe(1);
  });
  const report = makePdf("report", 20_000);
  await step("secretariat puts up the report", clerk, async () => {
    await tab(clerk, "外部回線の調査等支援").click();
    await clerk.getByRole("button", { name: "編集" }).click();
    const upload = clerk
      .locator("form-field")
      .filter({ hasText: "事務局からの受領資料・報告書" })
      .locator("input[type=file]");
    await upload.setInputFiles({ name: "調査報告書.pdf", mimeType: "application/pdf", buffer: report });
    await clerk.getByRole("button", { name: /外す.*調査報告書/ }).waitFor();
    await clerk.getByRole("button", { name: "保存", exact: true }).first().click();
    await clerk.getByText("保存しました").waitFor();
  });
  await step("hospital is told on its open page", page, async () => {
    await expect.poll(() => bellCount(page)).toBeGreaterThanOrEqual(2);
  });
  const told = await workspace.mails.waitForMail(
    ({ envelope, subject }) => envelope.to.includes(person.email) && /資料が掲載されました/.test(subject ?? ""),
  );
  expect(told.text).toContain(`/apps/${app}/records/${record}`);
  expect(workspace.mails.mails.some(({ envelope }) => envelope.to.some((to) => to.startsWith("hp0099")))).toBe(false);
  await step("hospital downloads the report", page, async () => {
    await tab(page, "外部回線の調査等支援").click();
    const file = await download(page, () =>
      page
        .getByRole("link", { name: /ダウンロード.*調査報告書/ })
        .first()
        .click(),
    );
    expect(file.name).toBe("調査報告書.pdf");
    expect(file.body.equals(report)).toBe(true);
  });
  await step("notifications of the hospital", page, async () => {
    await page.locator(".header-bell").click();
    await page.getByText("事務局から資料が掲載されました").first().waitFor();
  });

  await step("administrator revokes the certificate", administrator, async () => {
    await administrator.getByRole("button", { name: "控えたので閉じる" }).click();
    await administrator.reload();
    await administrator.getByRole("button", { name: "失効" }).first().click();
    await administrator.getByLabel("利用の終了").check();
    await administrator.getByRole("button", { name: "失効させる" }).click();
    await administrator.getByText("失効させました").waitFor();
  });
  await step("the open page is shut out", page, async () => {
    await page.getByRole("heading", { name: /証明書を確認できません|利用を終了しました/ }).waitFor();
    await expect.poll(() => page.getByText(hospital.name).count()).toBe(0);
  });
  await step("and stays out", page, async () => {
    await page.goto(workspace.url);
    await page.getByRole("heading", { name: "この電子証明書は失効しています" }).waitFor();
  });
});
