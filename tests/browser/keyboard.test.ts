import type { Browser, CDPSession, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { atRest, watchRequests } from "./at-rest.ts";
import { openAs, openWithCertificate } from "../support/open-as.ts";
import { startWorkspace, type Workspace } from "../support/server-process.ts";
import { fillWorkspace, people, type Filled } from "./filled-workspace.ts";

let workspace: Workspace;
let filled: Filled;
let browser: Browser;

beforeAll(async () => {
  workspace = await startWorkspace(people);
  [filled, browser] = await Promise.all([fillWorkspace(workspace), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await workspace?.stop();
});

/** What a screen reader would call the control with the focus. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null;
    if (!element || element === document.body) return "";
    const labels =
      "labels" in element ? [...((element as HTMLInputElement).labels ?? [])].map((label) => label.innerText) : [];
    const by =
      element
        .getAttribute("aria-labelledby")
        ?.split(" ")
        .map((id) => document.getElementById(id)?.innerText ?? "") ?? [];
    // Of a region or a panel only the name counts, not everything in it.
    const content = element.matches("a, button, summary, td, [role=option]") ? element.innerText : "";
    return [element.getAttribute("aria-label") ?? "", ...by, ...labels, content]
      .join(" ")
      .replaceAll(/\s+/g, " ")
      .trim();
  });
}

/** Presses Tab until the control so called has the focus. */
async function tabTo(page: Page, name: RegExp) {
  await atRest(page);
  const passed: string[] = [];
  for (let presses = 0; presses < 90; presses += 1) {
    const here = await focused(page);
    if (name.test(here)) return;
    passed.push(here.slice(0, 30));
    await page.keyboard.press("Tab");
  }
  throw new Error(`${name} was not reached by Tab; passed: ${passed.join(" | ")}`);
}

test("log-in, record, consent and comment need no mouse", async () => {
  const admin = await workspace.login("admin");
  const { password } = (await admin.post("/portal/v1/admin/user/password.json", { id: filled.user })).json<{
    password: string;
  }>();
  const context = await openWithCertificate(browser, workspace, await workspace.issue("hp0001"));
  const page = await context.newPage();
  watchRequests(page);
  const type = (text: string) => page.keyboard.insertText(text);

  await page.goto(workspace.url);
  await tabTo(page, /^ログイン名/);
  await type("hp0001");
  await tabTo(page, /^パスワード/);
  await type(password);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/password$/);
  for (const [label, text] of [
    [/^初期パスワード/, password],
    [/^新しいパスワード ※/, "kawa-to-mori-77"],
    [/（確認）/, "kawa-to-mori-77"],
  ] as const) {
    await tabTo(page, label);
    await type(text);
  }
  await page.keyboard.press("Enter");

  await page.getByRole("heading", { level: 1 }).waitFor();
  await tabTo(page, /01_医療機関向けアプリ/);
  await page.keyboard.press("Enter");
  await page.locator("data-grid td").first().waitFor();
  await tabTo(page, /^青葉病院/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "青葉病院" }).waitFor();

  await tabTo(page, /^基本情報/);
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => focused(page)).toBe("参加同意");
  await tabTo(page, /最後まで移動/);
  await page.keyboard.press("Enter");
  await tabTo(page, /本規約に同意します/);
  await page.keyboard.press("Space");
  await tabTo(page, /同意して保存/);
  await page.keyboard.press("Enter");
  await page.getByText("同意済み").first().waitFor();

  await tabTo(page, /^コメント/);
  await type("同意しました。");
  await page.keyboard.press("Control+Enter");
  await page.locator("ol.comments").getByText("同意しました。").waitFor();
  await context.close();
});

/** An input method as Chromium sees one: text under composition, and Enter that only takes it. */
function makeInputMethod(session: CDPSession) {
  const compose = (text: string) =>
    session.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  const enter = (type: "rawKeyDown" | "keyUp") =>
    session.send("Input.dispatchKeyEvent", { type, key: "Process", code: "Enter", windowsVirtualKeyCode: 229 });
  return {
    /** Types `kana` step by step and takes `text` for it with Enter. */
    async write(kana: string, text: string) {
      for (let end = 1; end <= kana.length; end += 1) await compose(kana.slice(0, end));
      await compose(text);
      await enter("rawKeyDown");
      await session.send("Input.insertText", { text });
      await enter("keyUp");
    },
  };
}

test("Enter that ends a composition sends nothing, and the text arrives once", async () => {
  const context = await openAs(browser, workspace, "sato");
  const page = await context.newPage();
  watchRequests(page);
  const writes: string[] = [];
  page.on("request", (request) => {
    if (request.method() !== "GET" && /comment|\/record\.json/.test(request.url()))
      writes.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  const { write } = makeInputMethod(await context.newCDPSession(page));
  await page.goto(`${workspace.url}/apps/${filled.hospital}/records/${filled.agreed}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await atRest(page);

  const comment = page.getByRole("textbox", { name: "コメント" });
  await comment.focus();
  await write("にほんご", "日本語");
  await expect.poll(() => comment.inputValue()).toBe("日本語");
  await page.waitForTimeout(300);
  expect(writes).toEqual([]);
  await page.keyboard.press("Control+Enter");
  await page.locator("ol.comments").getByText("日本語").waitFor();
  await expect.poll(() => page.locator("ol.comments").getByText("日本語").count()).toBe(1);
  expect(writes).toEqual(["POST /k/v1/record/comment.json"]);

  await page.getByRole("button", { name: "編集" }).click();
  const department = page.getByLabel("担当部署");
  await department.fill("");
  await department.focus();
  await write("そうむか", "総務課");
  await expect.poll(() => department.inputValue()).toBe("総務課");
  await page.waitForTimeout(300);
  expect(writes).toEqual(["POST /k/v1/record/comment.json"]);
  await page.keyboard.press("Control+s");
  await page.getByText("保存しました").waitFor();
  await page.getByText("総務課", { exact: true }).waitFor();

  const search = page.locator(".header-search input");
  await search.focus();
  const before = page.url();
  await write("わかば", "若葉");
  await expect.poll(() => search.inputValue()).toBe("若葉");
  await page.waitForTimeout(300);
  expect(page.url()).toBe(before);
  await page.keyboard.press("Enter");
  await page.waitForURL(/search=/);
  expect(new URL(page.url()).searchParams.get("search")).toBe("若葉");
  await page.getByRole("gridcell", { name: "若葉クリニック" }).waitFor();
  await context.close();
});

test("a request goes through two pairs of hands", async () => {
  const admin = await workspace.login("admin");
  const app = filled.requests;
  const open = async (who: string, path: string) => {
    const page = await (await openAs(browser, workspace, who)).newPage();
    await page.goto(workspace.url + path);
    return page;
  };
  const asker = await open("hp0001", `/apps/${app}/new`);
  await asker.getByLabel("件名").fill("空調の点検");
  await asker.getByRole("button", { name: "保存", exact: true }).click();
  await asker.getByRole("button", { name: "申請する" }).click();
  await asker.locator("dialog[open]").getByText("「申請前」から「確認中」へ進めます。").waitFor();
  await asker.locator("dialog[open]").getByRole("button", { name: "申請する" }).click();
  await asker.getByText("次の作業者を選んでください。").waitFor();
  await asker.getByLabel("次の作業者").selectOption({ label: "佐藤 美咲" });
  await asker.locator("dialog[open]").getByRole("button", { name: "申請する" }).click();
  await asker.getByRole("button", { name: /確認中/ }).waitFor();
  await expect.poll(() => asker.getByRole("button", { name: "承認する" }).count()).toBe(0);
  const record = /\/records\/(\d+)/.exec(asker.url())![1]!;

  const clerk = await open("sato", "/");
  await clerk.getByRole("link", { name: "20_備品申請：作業者が自分 1件" }).click();
  await clerk.getByRole("gridcell", { name: "空調の点検" }).waitFor();
  await expect.poll(() => clerk.locator(".list-tools select").inputValue()).toBe("_assignee");
  await clerk.getByRole("link", { name: /空調の点検/ }).click();
  await clerk.getByRole("button", { name: "作業者を変更" }).click();
  await clerk.locator("dialog[open]").getByRole("combobox").fill("管理");
  await clerk.getByRole("option", { name: /管理 太郎/ }).click();
  await clerk.getByRole("button", { name: "変更する" }).click();
  await clerk.getByText("作業者：管理 太郎").waitFor();
  await expect.poll(() => clerk.getByRole("button", { name: "承認する" }).count()).toBe(0);

  const boss = await open("admin", `/apps/${app}/records/${record}`);
  await boss.getByRole("button", { name: "差し戻す" }).click();
  const moved = await admin.put("/k/v1/record/status.json", { app, id: record, action: "承認する" });
  expect(moved.status).toBe(200);
  await boss.getByText("ほかの人が先に操作しました。いまのステータスを確かめてください。").waitFor();
  await boss.locator("dialog[open] .dialog-foot").getByRole("button", { name: "閉じる" }).click();
  await boss.getByRole("button", { name: /承認済み/ }).click();
  await boss.getByText("確認中 → 承認済み").waitFor();
  await boss.getByText("申請前 → 確認中").waitFor();
  await asker.getByRole("button", { name: /承認済み/ }).waitFor();

  await clerk.goto(`${workspace.url}/apps/${app}?q=${encodeURIComponent('件名 like "空調"')}`);
  const saveView = async (name: string) => {
    await clerk.getByRole("button", { name: "この条件を一覧として保存" }).click();
    await clerk.getByLabel("一覧の名前").fill(name);
    await clerk.getByLabel("一覧の名前").press("Enter");
  };
  await saveView("空調の申請");
  await clerk.getByText("一覧「空調の申請」を保存しました").waitFor();
  await expect.poll(() => clerk.locator(".list-tools select").inputValue()).toBe("空調の申請");
  await clerk.getByText("1件中 1～1件").waitFor();
});

test("a chart is made, read and followed without a mouse", { timeout: 60_000 }, async () => {
  const context = await openAs(browser, workspace, "sato");
  const page = await context.newPage();
  watchRequests(page);
  const press = async (name: RegExp) => {
    await tabTo(page, name);
    await page.keyboard.press("Enter");
  };
  await page.goto(`${workspace.url}/apps/${filled.requests}`);
  await press(/^グラフ$/);
  await expect.poll(() => focused(page)).toBe("すべてのグラフ");
  await page.keyboard.press("Enter");
  await page.getByText("グラフはまだありません。").waitFor();
  await press(/^グラフを作る/);
  await page.getByRole("img", { name: /^縦棒グラフ：新しいグラフ/ }).waitFor();
  await press(/^保存して公開する/);
  await page.getByRole("heading", { name: "入力内容を確認してください（1件）" }).waitFor();
  await tabTo(page, /^グラフの名前 ※必須/);
  await page.keyboard.insertText("状態/件数");
  await press(/^保存して公開する/);

  await page.getByRole("heading", { level: 1, name: "状態/件数" }).waitFor();
  await page.getByRole("img", { name: /^縦棒グラフ：状態\/件数/ }).waitFor();
  const count = await page.locator("table.figures tbody td").first().innerText();
  await press(/のレコードを見る/);
  await page.getByText(`${count}件中 1～${count}件`).waitFor();
  await press(/^グラフ$/);
  await expect.poll(() => focused(page)).toBe("状態/件数");
  await context.close();
});
