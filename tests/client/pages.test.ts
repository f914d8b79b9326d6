import { gzipSync } from "node:zlib";
import type { BrowserContext, Page, Response } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { atRest, watchRequests } from "../browser/at-rest.ts";
import { overflowOf, violationsOn } from "../browser/axe.ts";
import { fixtureApp } from "./fixture-data.ts";
import { openStage, type Stage } from "./open-browser.ts";

const programme = "医療機関サイバーセキュリティ確保支援事業 ポータル";
let stage: Stage;
let context: BrowserContext;

beforeAll(async () => {
  stage = await openStage();
  context = await stage.browser.newContext({ locale: "ja-JP" });
});
afterAll(() => stage?.close());

async function visit(path: string, width: number): Promise<{ page: Page; complaints: string[] }> {
  const page = await context.newPage();
  await page.setViewportSize({ width, height: 900 });
  watchRequests(page);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !/websocket/i.test(message.text())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(stage.fixture.url + path);
  await page.locator("h1").waitFor();
  await atRest(page);
  return { page, complaints };
}

const openTab = (name: string) => async (page: Page) => page.getByRole("tab", { name }).click();
const edit = (tab: string) => async (page: Page) => {
  await page.getByRole("button", { name: "編集", exact: true }).click();
  await page.getByRole("tab", { name: tab }).click();
};
const nothing = async () => undefined;
type Case = [name: string, path: string, title: string, act: (page: Page) => Promise<unknown>];

const cases: Case[] = [
  ["portal", "/", programme, nothing],
  ["user menu", "/", programme, (page) => page.getByRole("button", { name: "佐藤 花子" }).click()],
  ["apps", "/apps", "アプリ", nothing],
  [
    "search",
    "/apps?search=病院",
    "「病院」の検索結果",
    (page) => page.getByRole("link", { name: "さくら総合病院" }).first().waitFor(),
  ],
  ["list", "/apps/2", "01_医療機関向けアプリ", nothing],
  [
    "filter",
    `/apps/2?q=${encodeURIComponent('都道府県 in ("東京都") and 医療機関名 like "さくら"')}`,
    "01_医療機関向けアプリ",
    (page) => page.getByRole("button", { name: "絞り込み（2）" }).click(),
  ],
  ["no hits", `/apps/2?q=${encodeURIComponent('都道府県 in ("沖縄県")')}`, "01_医療機関向けアプリ", nothing],
  ["questions", "/apps/3", "13_よくあるご質問", nothing],
  ["record", "/apps/2/records/1?comment=12", "さくら総合病院", nothing],
  ["consent to give", "/apps/2/records/1", "さくら総合病院", openTab("参加同意")],
  ["consent given", "/apps/2/records/2", "みどり中央病院", openTab("参加同意")],
  ["files", "/apps/2/records/1", "さくら総合病院", openTab("外部回線")],
  ["history", "/apps/2/records/1", "さくら総合病院", openTab("履歴")],
  ["editing", "/apps/2/records/1", "さくら総合病院", edit("外部回線")],
  ["rich text", "/apps/2/records/1", "さくら総合病院", edit("事例ヒアリング")],
  [
    "calendar",
    "/apps/2/records/1",
    "さくら総合病院",
    async (page) => {
      await edit("外部回線")(page);
      await page.getByRole("button", { name: "日付を選ぶ" }).first().click();
    },
  ],
  [
    "problems",
    "/apps/2/new",
    "エラー：01_医療機関向けアプリ：新しいレコード",
    (page) => page.getByRole("button", { name: "保存" }).click(),
  ],
  [
    "explanation of rights",
    "/apps/2/access?record=1",
    "01_医療機関向けアプリ：権限を調べる",
    async (page) => {
      await page.getByRole("row", { name: "田中 健 可 不可 不可" }).waitFor();
      await page.setViewportSize({ width: 320, height: 900 });
      expect(await overflowOf(page)).toBe(0);
      expect(await violationsOn(page)).toEqual([]);
      await page.getByRole("button", { name: "調べる" }).click();
      await page.getByText("利用者を選んでください。").waitFor();
      await page.keyboard.type("田中");
      await page.getByRole("option", { name: "田中" }).waitFor();
      await page.keyboard.press("Enter");
      await page.getByLabel("項目").selectOption("電話番号");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "田中 健 さんができること" }).waitFor();
      await page
        .locator("main")
        .getByText(
          "2番目の規則（項目「医療機関」に入っている組織とその下位の組織）が当てはまり、これだけで決まります。",
        )
        .first()
        .waitFor();
    },
  ],
  ["notifications", "/notifications", "通知", nothing],
  ["thread", "/threads/1", "全体への連絡", nothing],
  ["settings", "/settings", "個人設定", nothing],
  [
    "reference",
    "/api-reference",
    "APIの一覧",
    async (page) => {
      await page.getByText("GET /k/v1/app.json").click();
      await page.getByRole("heading", { name: "応答" }).waitFor();
      await page.getByRole("rowheader", { name: "appId" }).waitFor();
    },
  ],
  ["missing", "/nowhere", "ページが見つかりません", nothing],
];

test.each(cases)("%s (%s): title %s, nothing for axe, no sideways scroll", async (_name, path, title, act) => {
  const { page, complaints } = await visit(path, 1440);
  await act(page);
  for (const width of [1440, 320]) {
    await page.setViewportSize({ width, height: 900 });
    await expect.poll(() => page.title()).toBe(`${title} - ${programme}`);
    expect(await violationsOn(page)).toEqual([]);
    expect([width, await overflowOf(page)]).toEqual([width, 0]);
  }
  expect(complaints.filter((text) => !text.includes("404"))).toEqual([]);
  await page.close();
});

test("a filter finds people by name, tells them by name, and reads days as they are written in Japan", async () => {
  const { page } = await visit("/apps/2", 1440);
  await page.getByRole("button", { name: "絞り込み" }).click();
  await page.getByRole("button", { name: "条件を追加" }).click();
  await page.getByRole("combobox", { name: "項目" }).selectOption({ label: "更新者" });
  const people = page.getByRole("combobox", { name: /更新者/ });
  for (const name of ["田中", "自分"]) {
    await people.fill(name);
    await page.getByRole("option", { name }).waitFor();
    await people.press("Enter");
  }
  await page.getByRole("button", { name: "絞り込む" }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get("q")).toBe('更新者 in ("office", LOGINUSER())');
  await page.reload(); // the address knows log-in names only
  await page.getByRole("button", { name: /を外す（更新者：田中 健、自分）/ }).click();
  await page.getByRole("button", { name: "絞り込み" }).click();
  await page.getByRole("button", { name: "条件を追加" }).click();
  await page.getByRole("combobox", { name: "項目" }).selectOption({ label: "更新日時" });
  await page.getByLabel("値").fill("こんど");
  await page.getByRole("button", { name: "絞り込む" }).click();
  await page.getByText("＊日付を読み取れません。").waitFor();
  await page.getByLabel("値").fill("令和8年11月11日");
  await page.getByRole("button", { name: "絞り込む" }).click();
  await page.getByRole("button", { name: /を外す（更新日時：2026\/11\/11 00:00/ }).click();
  await page.close();
});

test("settings that wait to be published say so to those who manage the app, and are discarded after a question", async () => {
  const { answers, writes } = stage.fixture;
  const waiting = { at: "2026-11-20T06:10:00Z", by: { code: "office", name: "田中 健" } };
  const shown = (waits: object | null) => () => ({
    status: 200,
    body: { ...fixtureApp("2", "01-hospital.json"), waiting: waits },
  });
  answers.set("GET /portal/v1/app.json", shown(waiting));
  const { page } = await visit("/apps/2", 1440);
  await page.getByText("公開していない設定の変更があります（田中 健、2026/11/20 15:10）。").waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await page.getByRole("button", { name: "変更を取り消す" }).click();
  answers.set("GET /portal/v1/app.json", shown(null));
  answers.set("POST /k/v1/preview/app/deploy.json", () => ({ status: 200, body: {} }));
  await page.getByRole("dialog").getByRole("button", { name: "変更を取り消す" }).click();
  await page.getByText("設定の変更を取り消しました").waitFor();
  await page.getByText("公開していない設定の変更").waitFor({ state: "detached" });
  expect(writes.at(-1)?.input).toEqual({ apps: [{ app: "2" }], revert: true });
  answers.clear();
  await page.close();
});

test("the focus goes to the h1 on every navigation, and back returns to the scroll", async () => {
  const { page } = await visit("/apps/2", 1440);
  const focused = () => page.evaluate(() => document.activeElement?.tagName);
  await expect.poll(focused).toBe("H1");
  await page.getByRole("link", { name: "みどり中央病院 （みどり" }).or(page.locator("tbody a").nth(1)).first().click();
  await page.getByRole("heading", { level: 1, name: "みどり中央病院" }).waitFor();
  await expect.poll(focused).toBe("H1");
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "01_医療機関向けアプリ" }).waitFor();
  await page.close();
});

test("a page stays usable in English at 320 px", async () => {
  stage.fixture.answers.set("GET /portal/v1/session.json", () => ({
    status: 200,
    body: stage.fixture.sessionIn("en"),
  }));
  try {
    for (const path of ["/", "/apps/2", "/apps/2/records/1", "/settings"]) {
      const { page } = await visit(path, 320);
      await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe("en");
      await expect.poll(() => page.getByRole("link", { name: "Portal" }).first().isVisible()).toBe(true);
      expect([path, await overflowOf(page)]).toEqual([path, 0]);
      await page.close();
    }
  } finally {
    stage.fixture.answers.clear();
  }
});

test.each(["/", "/apps/2"])("the first load of %s keeps the budget", async (path) => {
  // Nothing comes from a cache.
  const first = await stage.browser.newContext();
  const page = await first.newPage();
  const answers: Response[] = [];
  page.on("response", (response) => answers.push(response));
  watchRequests(page);
  const live = page.waitForEvent("websocket");
  await page.goto(stage.fixture.url + path);
  await page.locator("h1").waitFor();
  // The last thing that a page fetches of its own accord.
  await live;
  await atRest(page);
  // The fixture offers no live updates, which are asked for again and again.
  const counted = answers.filter((answer) => !new URL(answer.url()).pathname.startsWith("/live"));
  const sizeOf = async (ending: string) => {
    const bodies = counted.filter((answer) => new URL(answer.url()).pathname.endsWith(ending));
    return (await Promise.all(bodies.map(async (answer) => gzipSync(await answer.body()).length))).reduce(
      (sum, size) => sum + size,
      0,
    );
  };
  expect(await sizeOf(".js")).toBeLessThanOrEqual(90 * 1024);
  expect(await sizeOf(".css")).toBeLessThanOrEqual(15 * 1024);
  expect(counted.length).toBeLessThanOrEqual(12);
  expect(answers.filter((answer) => new URL(answer.url()).origin !== stage.fixture.url)).toEqual([]);
  await first.close();
});
