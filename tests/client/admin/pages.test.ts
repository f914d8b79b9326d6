import type { Browser, BrowserContext, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { atRest, watchRequests } from "../../browser/at-rest.ts";
import { overflowOf, violationsOn } from "../../browser/axe.ts";
import { launchBrowser } from "../../support/browser.ts";
import { startAdminFixture, type AdminFixture } from "./fixture-server.ts";

let fixture: AdminFixture;
let browser: Browser;
let context: BrowserContext;
const problems: string[] = [];

beforeAll(async () => {
  [fixture, browser] = await Promise.all([startAdminFixture(), launchBrowser()]);
  // One for all pages: what the first has loaded, the others take from the cache.
  context = await browser.newContext();
});
afterAll(async () => {
  await browser?.close();
  await fixture?.stop();
});

async function open(width: number, path: string): Promise<Page> {
  const page = await context.newPage();
  watchRequests(page);
  await page.setViewportSize({ width, height: 900 });
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) problems.push(message.text());
  });
  await page.goto(fixture.origin + path);
  await page.locator("admin-page h1").waitFor();
  await atRest(page);
  if (await page.locator("rich-text-editor").count()) await page.locator("[contenteditable]").waitFor();
  return page;
}

const pages = [
  ["/admin", "利用者", "People"],
  ["/admin/users?status=suspended", "利用者", "People"],
  ["/admin/users?q=nobody", "利用者", "People"],
  ["/admin/users/1002", "高橋 2郎", "高橋 2郎"],
  ["/admin/users/1002/edit", "高橋 2郎さんの情報を編集", "Edit 高橋 2郎"],
  ["/admin/users/import", "取り込む・書き出す", "Import and export"],
  ["/admin/tokens", "APIトークン", "API tokens"],
  ["/admin/tokens/new", "APIトークンを発行", "Issue an API token"],
  ["/admin/users/new", "利用者を追加", "Add a person"],
  ["/admin/users/hospital", "医療機関と担当者を登録", "Register a hospital and its contact"],
  ["/admin/organizations", "組織", "Organizations"],
  ["/admin/organizations/101", "神奈川県第2総合病院", "神奈川県第2総合病院"],
  ["/admin/groups", "グループ", "Groups"],
  ["/admin/groups/901", "医療機関", "医療機関"],
  ["/admin/certificates", "電子証明書", "Certificates"],
  ["/admin/announcements", "お知らせ", "Announcements"],
  ["/admin/announcements/new", "お知らせを書く", "Write an announcement"],
  ["/admin/mails", "メール", "Mails"],
  ["/admin/events", "記録", "Audit log"],
  ["/admin/nowhere", "見つかりません", "Not found"],
] as const;

describe.each(["ja", "en"] as const)("in %s", (locale) => {
  test.each(pages)("%s says where one is, has nothing for axe and fits a phone", async (path, ja, en) => {
    fixture.reset();
    fixture.state().locale = locale;
    const title = locale === "ja" ? ja : en;
    const page = await open(1440, path);
    await expect.poll(() => page.locator("h1").innerText()).toContain(title);
    await expect.poll(() => page.title()).toContain(title);
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
    // The language changes lengths of words, never roles or colours: the narrow window shows what could go wrong.
    for (const width of locale === "ja" ? [1440, 320] : [320]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await overflowOf(page)).toBeLessThanOrEqual(0);
      expect(await violationsOn(page)).toEqual([]);
      await expect.poll(() => page.locator("main").innerText()).not.toMatch(/\bundefined\b|\bnull\b|\{\w+\}/);
    }
    await page.close();
    expect(problems).toEqual([]);
  });
});

test("whoever is no administrator is told so", async () => {
  fixture.reset();
  const page = await browser.newPage();
  await page.route("**/session.json", async (route) => {
    const answer = await route.fetch();
    const session = (await answer.json()) as { user: object };
    await route.fulfill({ json: { ...session, user: { ...session.user, isAdministrator: false } } });
  });
  await page.goto(`${fixture.origin}/admin/users`);
  await page.locator("h1", { hasText: "権限" }).waitFor();
  await expect.poll(() => page.locator(".admin-menu").count()).toBe(0);
  await page.close();
});

test("empty lists say what they are for, lists without a hit how to see everything", async () => {
  fixture.reset();
  Object.assign(fixture.state(), {
    users: [],
    organizations: [],
    certificates: [],
    announcements: [],
    mails: [],
    events: [],
  });
  const page = await open(1440, "/admin/users");
  for (const [path, words] of [
    ["users", "まだ利用者がいません"],
    ["organizations", "まだ組織がありません"],
    ["certificates", "電子証明書はまだありません"],
    ["announcements", "まだお知らせがありません"],
    ["mails", "まだ送ったメールはありません"],
    ["events", "まだ記録がありません"],
  ] as const) {
    await page.goto(`${fixture.origin}/admin/${path}`);
    await page.getByText(words).waitFor();
    expect(await violationsOn(page)).toEqual([]);
  }
  fixture.reset();
  await page.goto(`${fixture.origin}/admin/users?q=nobody`);
  await page.getByRole("link", { name: "条件を解除" }).click();
  await page.getByText("60件中 1～50件").waitFor();
  await page.close();
});
