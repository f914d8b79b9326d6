import type { Browser, BrowserContext, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { transaction } from "../../server/database.ts";
import { launchBrowser } from "../support/browser.ts";
import { openAs, openWithCertificate } from "../support/open-as.ts";
import { startWorkspace, type Workspace } from "../support/server-process.ts";
import { atRest, watchRequests } from "./at-rest.ts";
import { lookAt, overflowOf, violationsOn } from "./axe.ts";
import { fillWorkspace, people, type Filled } from "./filled-workspace.ts";

let workspace: Workspace;
let filled: Filled;
let browser: Browser;
const contexts = new Map<string, Promise<BrowserContext>>();

beforeAll(async () => {
  workspace = await startWorkspace(people);
  [filled, browser] = await Promise.all([fillWorkspace(workspace), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await workspace?.stop();
});

/** Who looks: somebody signed in, or a visitor who gets only so far. */
type Who = "hp0001" | "hp0002" | "sato" | "admin" | "certificate only" | "revoked" | "initial password" | "nobody";

async function contextOf(who: Who): Promise<BrowserContext> {
  if (who === "nobody") return browser.newContext({ ignoreHTTPSErrors: true, locale: "ja-JP" });
  if (who === "certificate only") return openWithCertificate(browser, workspace, await workspace.issue("hp0001"));
  if (who === "revoked") {
    const certificate = await workspace.issue("hp0001");
    const revoke = "update certificate set status = 'revoked', revoked_at = now() where id = $1";
    await transaction(workspace.platform.database.web, (tx) => tx.execute(revoke, [certificate.id]));
    return openWithCertificate(browser, workspace, certificate);
  }
  if (who === "initial password") {
    const context = await openAs(browser, workspace, "newcomer");
    const forget = "update user_account set must_change_password = true where code = 'newcomer'";
    await transaction(workspace.platform.database.web, (tx) => tx.execute(forget));
    return context;
  }
  return openAs(browser, workspace, who);
}

async function pageOf(who: Who): Promise<Page> {
  const context = contexts.get(who) ?? contextOf(who);
  contexts.set(who, context);
  const page = await (await context).newPage();
  watchRequests(page);
  return page;
}

/** The client has drawn what it fetched. */
async function settle(page: Page) {
  await page.locator("h1").first().waitFor();
  await atRest(page);
}

interface Place {
  readonly name: string;
  readonly who: Who;
  readonly path: () => string;
  /** Brings the page into the state to look at. */
  readonly open?: (page: Page) => Promise<unknown>;
}

const press = (name: string | RegExp) => (page: Page) => page.getByRole("button", { name }).first().click();
const showTab = (name: string) => (page: Page) => page.getByRole("tab", { name, exact: true }).click();
const recordPath = () => `/apps/${filled.hospital}/records/${filled.record}`;

const reportPath = (name: string) => `/apps/${filled.hospital}/reports/${encodeURIComponent(name)}`;

const places: readonly Place[] = [
  { name: "no certificate", who: "nobody", path: () => "/" },
  { name: "revoked certificate", who: "revoked", path: () => "/" },
  { name: "enrolment", who: "nobody", path: () => filled.enrolmentLink },
  {
    name: "enrolment, wrong password",
    who: "nobody",
    path: () => filled.enrolmentLink,
    open: async (page) => {
      await page.locator("#accepted").check();
      await page.locator("#password").fill("aaaa-aaaa-aaaa-aaaa");
      await page.getByRole("button", { name: "同意して受け取る" }).click();
      await page.getByRole("alert").waitFor();
    },
  },
  { name: "enrolment, dead link", who: "nobody", path: () => filled.enrolmentLink.slice(0, -4) },
  { name: "log-in", who: "certificate only", path: () => "/login" },
  {
    name: "log-in, trouble",
    who: "certificate only",
    path: () => "/login",
    open: (page) => page.locator("summary").first().click(),
  },
  { name: "log-in in English", who: "certificate only", path: () => "/login?lang=en" },
  {
    name: "log-in, refused",
    who: "certificate only",
    path: () => "/login?lang=ja",
    open: async (page) => {
      await page.locator("#name").fill("hp0001");
      await page.locator("#password").fill("wrong");
      await page.locator("button[type=submit]").first().click();
      await page.getByRole("alert").waitFor();
    },
  },
  { name: "forced change of password", who: "initial password", path: () => "/password" },
  {
    name: "forced change of password, refused",
    who: "initial password",
    path: () => "/password",
    open: async (page) => {
      for (const id of ["current", "new", "repeat"]) await page.locator(`#${id}`).fill(`${id}1`);
      await page.locator("button.primary").click();
      await page.getByRole("alert").waitFor();
    },
  },
  { name: "portal", who: "hp0001", path: () => "/" },
  { name: "portal, user menu", who: "hp0001", path: () => "/", open: (page) => page.locator(".header-user").click() },
  { name: "portal, help", who: "hp0001", path: () => "/", open: (page) => page.locator(".header-help").click() },
  { name: "apps", who: "hp0001", path: () => "/apps" },
  { name: "list", who: "sato", path: () => `/apps/${filled.hospital}` },
  {
    name: "list with filter",
    who: "sato",
    path: () => `/apps/${filled.hospital}`,
    open: async (page) => {
      await press(/^絞り込み/)(page);
      await press("条件を追加")(page);
    },
  },
  { name: "chart", who: "sato", path: () => reportPath("調査の予定（月別）") },
  {
    name: "chart, settings refused",
    who: "sato",
    path: () => `/apps/${filled.hospital}/new-report`,
    open: async (page) => {
      await press("条件を追加")(page);
      await press("保存して公開する")(page);
      await page.getByText("入力内容を確認してください").first().waitFor();
    },
  },
  { name: "list, nothing found", who: "sato", path: () => `/apps/${filled.hospital}?search=ありえない言葉` },
  {
    name: "frequent questions",
    who: "hp0001",
    path: () => `/apps/${filled.faq}`,
    open: (page) => page.locator(".faq summary").first().click(),
  },
  { name: "record", who: "hp0001", path: recordPath },
  { name: "record, consent", who: "hp0001", path: recordPath, open: showTab("参加同意") },
  {
    name: "record, survey",
    who: "sato",
    path: () => `/apps/${filled.hospital}/records/${filled.agreed}`,
    open: showTab("外部回線の調査等支援"),
  },
  {
    name: "record, consent given",
    who: "hp0002",
    path: () => `/apps/${filled.hospital}/records/${filled.agreed}`,
    open: showTab("参加同意"),
  },
  {
    name: "record, revisions compared",
    who: "sato",
    path: () => `/apps/${filled.hospital}/records/${filled.agreed}?tab=-history`,
    open: async (page) => {
      await page.getByText("版を比べる").click();
      await page.getByLabel("古い版").selectOption("1");
    },
  },
  {
    name: "record, revision to restore",
    who: "sato",
    path: () => `/apps/${filled.hospital}/records/${filled.agreed}?tab=-history`,
    open: press(/^この版に戻す/),
  },
  {
    name: "request with a process",
    who: "hp0001",
    path: () => `/apps/${filled.requests}/records/${filled.request}`,
    open: press("申請する"),
  },
  {
    name: "request, history of its status",
    who: "hp0001",
    path: () => `/apps/${filled.requests}/records/${filled.request}`,
    open: press(/ステータスの履歴/),
  },
  {
    name: "request, other hands",
    who: "hp0001",
    path: () => `/apps/${filled.requests}/records/${filled.request}`,
    open: press("作業者を変更"),
  },
  { name: "bin", who: "sato", path: () => `/apps/${filled.requests}/bin` },
  { name: "bin, a look inside", who: "sato", path: () => `/apps/${filled.requests}/bin`, open: press(/内容を見る/) },
  { name: "record, editing", who: "sato", path: recordPath, open: press("編集") },
  {
    name: "record, editing a table",
    who: "sato",
    path: () => `/apps/${filled.hospital}/records/${filled.agreed}`,
    open: async (page) => {
      await press("編集")(page);
      await showTab("外部回線の調査等支援")(page);
    },
  },
  {
    name: "record, refused",
    who: "sato",
    path: () => `/apps/${filled.hospital}/new`,
    open: async (page) => {
      await press("保存")(page);
      await page.getByText("入力内容を確認してください").first().waitFor();
    },
  },
  { name: "record that is not there", who: "hp0001", path: () => `/apps/${filled.hospital}/records/999999` },
  { name: "page that is not there", who: "hp0001", path: () => "/nowhere" },
  { name: "notifications", who: "hp0001", path: () => "/notifications?filter=all" },
  { name: "thread", who: "sato", path: () => `/threads/${filled.thread}` },
  { name: "settings", who: "hp0001", path: () => "/settings" },
  { name: "administration, people", who: "admin", path: () => "/admin/users" },
  { name: "administration, new hospital", who: "admin", path: () => "/admin/users/hospital" },
  {
    name: "administration, new hospital refused",
    who: "admin",
    path: () => "/admin/users/hospital",
    open: press("登録して招待へ進む"),
  },
  { name: "administration, person", who: "admin", path: () => `/admin/users/${filled.user}` },
  {
    name: "administration, invitation",
    who: "admin",
    path: () => `/admin/users/${filled.user}?invite=1`,
    open: (page) => page.locator("dialog[open]").waitFor(),
  },
  { name: "administration, edit person", who: "admin", path: () => `/admin/users/${filled.user}/edit` },
  { name: "administration, organisations", who: "admin", path: () => "/admin/organizations" },
  { name: "administration, groups", who: "admin", path: () => "/admin/groups" },
  { name: "administration, certificates", who: "admin", path: () => "/admin/certificates" },
  { name: "administration, revocation", who: "admin", path: () => "/admin/certificates", open: press(/^失効/) },
  { name: "administration, announcements", who: "admin", path: () => "/admin/announcements" },
  { name: "administration, new announcement", who: "admin", path: () => "/admin/announcements/new" },
  { name: "administration, mails", who: "admin", path: () => "/admin/mails" },
  { name: "administration, events", who: "admin", path: () => "/admin/events" },
  { name: "administration, closed to others", who: "sato", path: () => "/admin/users" },
];

test("axe and the measure of the width find what is wrong", async () => {
  const page = await pageOf("nobody");
  await page.setViewportSize({ width: 320, height: 640 });
  await page.setContent(
    '<html lang="ja"><title>t</title><main><h1>h</h1><img src="a.png"><pre>xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx</pre></main></html>',
  );
  expect((await lookAt(page)).join()).toContain("image-alt");
  expect(await overflowOf(page)).toBeGreaterThan(0);
  await page.close();
});

describe("nothing is wrong on", () => {
  test.each(places)("$name", async ({ who, path, open }) => {
    const page = await pageOf(who);
    const refused: string[] = [];
    page.on("console", (message) => {
      if (/content security policy|trusted type/i.test(message.text())) refused.push(message.text());
    });
    page.on("pageerror", (error) => refused.push(String(error)));
    await page.setViewportSize({ width: 1_280, height: 800 });
    await page.goto(new URL(path(), workspace.url).href);
    await settle(page);
    await open?.(page);
    expect(await violationsOn(page)).toEqual([]);

    await page.setViewportSize({ width: 320, height: 640 });
    expect(await overflowOf(page), "wider than 320 px").toBeLessThanOrEqual(0);
    expect(refused).toEqual([]);
    await page.close();
  });
});
