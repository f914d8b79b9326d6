import type { Page } from "playwright";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { atRest, watchRequests } from "../browser/at-rest.ts";
import { openStage, type Stage } from "./open-browser.ts";

let stage: Stage;
const opened: Page[] = [];

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());
afterEach(async () => {
  for (const page of opened.splice(0)) await page.context().close();
  stage.fixture.answers.clear();
  stage.fixture.writes.length = 0;
});

async function visit(path: string): Promise<Page> {
  const context = await stage.browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "ja-JP" });
  const page = await context.newPage();
  opened.push(page);
  watchRequests(page);
  await page.goto(stage.fixture.url + path);
  await page.locator("h1").waitFor();
  await atRest(page);
  return page;
}

const lastWrite = (path: string) => stage.fixture.writes.filter((one) => one.path === path).at(-1)?.input;
const tab = (page: Page, name: string) => page.getByRole("tab", { name }).click();
const edit = (page: Page) => page.getByRole("button", { name: "編集", exact: true }).click();
const save = (page: Page) => page.getByRole("button", { name: "保存", exact: true }).click();
const answer = (path: string, body: unknown, status = 200) => stage.fixture.answers.set(path, () => ({ status, body }));

test("consent: read to the end, tick, save; the server's record is shown; withdrawing asks first", async () => {
  const page = await visit("/apps/2/records/3");
  await tab(page, "参加同意");
  const tick = page.getByRole("checkbox", { name: "本規約に同意します" });
  await expect.poll(() => tick.isDisabled()).toBe(true);
  await page.getByRole("button", { name: "最後まで移動" }).click();
  await tick.check();
  await page.getByRole("button", { name: "同意して保存" }).click();
  await page.getByText("2026年11月20日（金） 15:04:05 JST").waitFor();
  await page.getByText("4F:2A:99:10:C3:DE:11:AA:22:BB").waitFor();
  await page.getByText(/^同意を記録しました。/).waitFor();
  await expect.poll(() => page.locator(".lead").evaluate((one) => one === document.activeElement)).toBe(true);
  expect(lastWrite("/k/v1/record.json")).toMatchObject({
    id: "3",
    revision: "3",
    record: { 参加同意: { value: { action: "AGREE", version: "1" } } },
  });
  const pdf = page.getByRole("link", { name: "同意証明書（PDF）" });
  expect(decodeURIComponent((await pdf.getAttribute("href")) ?? "")).toBe(
    "/portal/v1/record/consent.pdf?app=2&id=3&field=参加同意",
  );
  await page.getByRole("button", { name: "同意を撤回" }).click();
  const refusal = page.getByRole("button", { name: "キャンセル" });
  await expect.poll(() => refusal.evaluate((one) => one === document.activeElement)).toBe(true);
  await page.getByRole("button", { name: "撤回する" }).click();
  await expect
    .poll(() => lastWrite("/k/v1/record.json"))
    .toMatchObject({ record: { 参加同意: { value: { action: "WITHDRAW" } } } });
});

test("choosing 必要 brings up the tab that the server tells; only what changed is saved", async () => {
  const page = await visit("/apps/2/records/1");
  await edit(page);
  await tab(page, "オフラインバックアップ支援");
  const extra = page.getByRole("tab", { name: "バックアップ支援の資料・日程" });
  await expect.poll(() => extra.count()).toBe(0);
  await page.getByLabel("必要", { exact: true }).check();
  await extra.waitFor();
  await page.getByText("変更 1項目").waitFor();
  await save(page);
  await page.getByText("保存しました。次は「バックアップ支援の資料・日程」へお進みください。").waitFor();
  expect(lastWrite("/k/v1/record.json")?.["record"]).toEqual({ バックアップ支援の要否: { value: "必要" } });
});

test("the whole edit works with the keyboard alone", async () => {
  const page = await visit("/apps/2/records/4");
  await page.keyboard.press("e");
  await page.getByLabel("医療機関名").focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("新しい名前の病院");
  await page.keyboard.press("Alt+Digit3");
  await expect
    .poll(() => page.getByRole("tab", { name: "外部回線の調査等支援" }).getAttribute("aria-selected"))
    .toBe("true");
  await page.keyboard.press("ArrowRight");
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.textContent?.trim()))
    .toBe("オフラインバックアップ支援");
  await page.keyboard.press("Control+S");
  await page.getByText("保存しました").waitFor();
  expect(lastWrite("/k/v1/record.json")?.["record"]).toEqual({ 医療機関名: { value: "新しい名前の病院" } });
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
});

test.each([
  ["令和8年12月5日", "2026-12-05", "2026/12/05"],
  ["２０２６１２０４", "2026-12-04", "2026/12/04"],
  ["12/32", "12/32", "12/32"],
])("a day typed as %s is sent as %s and shown as %s", async (typed, sent, shown) => {
  const page = await visit("/apps/2/records/1");
  await edit(page);
  await tab(page, "外部回線");
  const day = page.getByLabel("調査予定日");
  await day.fill(typed);
  await day.blur();
  await expect.poll(() => day.inputValue()).toBe(shown);
  await save(page);
  if (sent === typed) {
    const summary = page.getByRole("link", { name: /調査予定日：日付を入力してください/ });
    await summary.click();
    await expect.poll(() => day.evaluate((one) => one === document.activeElement)).toBe(true);
    await expect.poll(() => page.title()).toMatch(/^エラー：/);
  } else {
    await expect.poll(() => lastWrite("/k/v1/record.json")?.["record"]).toEqual({ 調査予定日: { value: sent } });
  }
});

test("what the server refuses stands at its field and in the summary, which takes the focus", async () => {
  answer(
    "PUT /k/v1/record.json",
    {
      code: "CB_VA01",
      id: "x",
      message: "入力内容が正しくありません。",
      errors: { "record.担当部署.value": { messages: ["担当部署は128文字以内で入力してください。"] } },
    },
    400,
  );
  const page = await visit("/apps/2/records/1");
  await edit(page);
  await page.getByLabel("担当部署").fill("とても長い部署名");
  await save(page);
  await page.getByRole("heading", { name: "入力内容を確認してください（1件）" }).waitFor();
  await expect.poll(() => page.getByLabel("担当部署").getAttribute("aria-invalid")).toBe("true");
  await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toContain("error-summary");
});

test("same field changed by two people: a choice; then saved with the new revision", async () => {
  const page = await visit("/apps/2/records/5");
  await edit(page);
  await page.getByLabel("担当部署").fill("総務課");
  const before = (await (await page.request.get(`${stage.fixture.url}/portal/v1/record.json?app=2&id=5`)).json()) as {
    record: Record<string, { type: string; value: unknown }>;
  };
  const changed = {
    ...before,
    record: {
      ...before.record,
      担当部署: { type: "SINGLE_LINE_TEXT", value: "経営企画室" },
      $revision: { type: "__REVISION__", value: "4" },
    },
  };
  let puts = 0;
  stage.fixture.answers.set("PUT /k/v1/record.json", () => {
    puts += 1;
    return puts === 1
      ? { status: 409, body: { code: "GAIA_CO02", id: "x", message: "" } }
      : { status: 200, body: { revision: "5" } };
  });
  answer("GET /portal/v1/record.json", changed);
  await save(page);
  const dialog = page.getByRole("dialog", { name: "ほかの人も変更しました" });
  await dialog.waitFor();
  await expect.poll(() => dialog.getByText("経営企画室").isVisible()).toBe(true);
  await dialog.getByRole("button", { name: "選んだ内容で保存" }).click();
  await expect
    .poll(() => lastWrite("/k/v1/record.json"))
    .toMatchObject({ revision: "4", record: { 担当部署: { value: "総務課" } } });
});

test("a draft is offered on return and goes into the form", async () => {
  answer("GET /portal/v1/draft.json", {
    values: { 担当部署: { value: "下書きの部署" } },
    revision: "3",
    savedAt: "2026-11-21T06:21:00Z",
  });
  const page = await visit("/apps/2/records/1");
  await edit(page);
  await page.getByText("2026/11/21 15:21 の下書きがあります。").waitFor();
  await page.getByRole("button", { name: "下書きを使う" }).click();
  await expect.poll(() => page.getByLabel("担当部署").inputValue()).toBe("下書きの部署");
  await expect.poll(() => lastWrite("/portal/v1/draft.json")).toMatchObject({ app: "2", record: "1", revision: "3" });
});

test("leaving with unsaved work asks, and staying keeps everything", async () => {
  const page = await visit("/apps/2/records/1");
  await edit(page);
  await page.getByLabel("担当部署").fill("総務課");
  await page.getByRole("link", { name: "アプリ", exact: true }).click();
  await page.getByRole("button", { name: "編集を続ける" }).click();
  await expect.poll(() => page.getByLabel("担当部署").inputValue()).toBe("総務課");
  await page.getByRole("link", { name: "アプリ", exact: true }).click();
  await page.getByRole("button", { name: "離れる" }).click();
  await page.getByRole("heading", { level: 1, name: "アプリ" }).waitFor();
});

test("a comment: an input method's Enter never sends, Ctrl+Enter does, recipients by keyboard", async () => {
  const page = await visit("/apps/2/records/1");
  const box = page.getByRole("textbox", { name: "コメント" });
  await box.focus();
  const protocol = await page.context().newCDPSession(page);
  await protocol.send("Input.imeSetComposition", { text: "かくにん", selectionStart: 4, selectionEnd: 4 });
  await protocol.send("Input.dispatchKeyEvent", {
    type: "rawKeyDown",
    key: "Process",
    windowsVirtualKeyCode: 229,
    modifiers: 2,
  });
  await box.dispatchEvent("keydown", { key: "Enter", ctrlKey: true, isComposing: true });
  await protocol.send("Input.insertText", { text: "確認" });
  expect(lastWrite("/k/v1/record/comment.json")).toBeUndefined();
  await expect.poll(() => box.inputValue()).toBe("確認");
  await page.keyboard.type("しました ");
  await page.keyboard.press("@");
  await page.getByRole("option", { name: /田中 健/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "田中 健を外す" }).waitFor();
  await box.focus();
  await page.keyboard.press("Control+Enter");
  await page.locator(".comment", { hasText: "宛先：office" }).waitFor();
  expect(lastWrite("/k/v1/record/comment.json")).toMatchObject({
    comment: { text: "確認しました", mentions: [{ type: "USER", code: "office" }] },
  });
  await expect.poll(() => box.inputValue()).toBe("");
});

test("rows of a table are added, moved with Alt+arrows and deleted, and the focus stays with them", async () => {
  const page = await visit("/apps/2/records/1");
  await edit(page);
  await tab(page, "外部回線");
  for (const words of ["一つ目", "二つ目"]) {
    await page.getByRole("button", { name: "行を追加" }).click();
    await page.locator(".table.editing tbody tr").last().getByRole("textbox").first().fill(words);
  }
  await page.keyboard.press("Alt+ArrowUp");
  const first = page.locator(".table.editing tbody tr").first().getByRole("textbox").first();
  await expect.poll(() => first.inputValue()).toBe("二つ目");
  await expect.poll(() => first.evaluate((one) => one === document.activeElement)).toBe(true);
  await page.getByRole("button", { name: "2行目を削除" }).click();
  await expect.poll(() => page.locator(".table.editing tbody tr").count()).toBe(1);
});

test("files are saved with the keys of their uploads, in the order in which they were chosen", async () => {
  const page = await visit("/apps/2/records/6");
  let letFirst = () => {};
  const second = new Promise<void>((resolve) => (letFirst = resolve));
  await page.route("**/k/v1/file.json", async (route) => {
    const isFirst = route.request().postDataBuffer()?.includes("一覧.csv");
    if (isFirst) await second;
    await route.fulfill({ json: { fileKey: isFirst ? "one" : "two" } });
  });
  await edit(page);
  await tab(page, "外部回線");
  await page
    .getByLabel("医療機関からの提出資料")
    .locator("input[type=file]")
    .setInputFiles(
      ["一覧.csv", "追加.csv"].map((name) => ({ name, mimeType: "text/csv", buffer: Buffer.from("a,b") })),
    );
  await page.getByRole("button", { name: /外す\s*追加.csv/ }).waitFor();
  letFirst();
  await page.getByRole("button", { name: /外す\s*一覧.csv/ }).waitFor();
  await save(page);
  await expect
    .poll(() => lastWrite("/k/v1/record.json"))
    .toMatchObject({
      record: { 提出資料: { value: [{ fileKey: "a" }, { fileKey: "b" }, { fileKey: "one" }, { fileKey: "two" }] } },
    });
});

test("a list is sorted, filtered and searched through its address, and walked with keys", async () => {
  const page = await visit("/apps/2");
  await page.getByRole("button", { name: /都道府県\s*で並べ替え/ }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get("sort")).toBe("都道府県 asc");
  await page.getByRole("button", { name: "絞り込み" }).click();
  await page.getByRole("button", { name: "条件を追加" }).click();
  await page.getByRole("combobox", { name: "項目" }).selectOption({ label: "都道府県" });
  await page.getByRole("checkbox", { name: "東京都" }).check();
  await page.getByRole("button", { name: "絞り込む" }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get("q")).toBe('都道府県 in ("東京都")');
  await page.getByRole("button", { name: /を外す（都道府県：東京都）/ }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get("q")).toBeNull();
  await atRest(page);
  await page.locator("h1").focus();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect.poll(() => page.locator('tr[aria-selected="true"]').getAttribute("aria-rowindex")).toBe("3");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "みどり中央病院" }).waitFor();
  await page.getByText("2 / 240件").waitFor();
  await page.keyboard.press("j");
  await page.getByRole("heading", { level: 1, name: "ひかり記念病院" }).waitFor();
});

test("losing the connection says so, and being back takes it away", async () => {
  const page = await visit("/apps/2");
  await page.route("**/portal/v1/records.json*", (route) => route.abort());
  await page.getByRole("searchbox", { name: "この一覧を検索" }).fill("さくら");
  await page.keyboard.press("Enter");
  await page.getByText("接続が切れました。").waitFor();
  await page.unroute("**/portal/v1/records.json*");
  await page.getByText("接続が切れました。").waitFor({ state: "hidden" });
  await page.getByText(/^3\d件中/).waitFor();
});

test("a refused certificate and an ended log-in lead away from the page", async () => {
  const page = await visit("/apps/2");
  answer("GET /portal/v1/home.json", { code: "MG_CT01", id: "x", message: "証明書が失効しています。" }, 403);
  await page.getByRole("link", { name: "ポータル", exact: true }).first().click();
  await page.getByRole("heading", { level: 1, name: "証明書を確認できません" }).waitFor();
  await expect.poll(() => page.getByText("証明書が失効しています。").isVisible()).toBe(true);
  const other = await visit("/apps/2");
  answer("GET /portal/v1/home.json", { code: "CB_AU01", id: "x", message: "" }, 401);
  await other.getByRole("link", { name: "ポータル", exact: true }).first().click();
  await other.waitForURL(/\/login\?next=/);
});

test("a deleted record: undone at once, or found in the bin, looked into, chosen with others and brought back", async () => {
  const gone = (id: string, title: string) => ({
    ...{ id, title, deletedBy: { code: "office", name: "田中 健" } },
    ...{ deletedAt: "2026-11-20T06:10:00Z", purgedAt: "2099-12-20T06:10:00Z" },
  });
  let binned = [gone("7", "一"), gone("8", "二")];
  stage.fixture.answers.set("GET /portal/v1/bin.json", () => ({
    status: 200,
    body: { records: binned, older: false },
  }));
  answer("GET /portal/v1/bin/record.json", {
    ...{ title: "一", tabs: [], fields: {} },
    record: { 医療機関名: { type: "SINGLE_LINE_TEXT", value: "中身の病院" } },
  });
  const page = await visit("/apps/2/records/1");
  await page.getByRole("button", { name: "その他" }).click();
  await page.getByRole("listitem").getByRole("button", { name: "削除" }).first().click();
  await page.getByRole("button", { name: "1件を削除する" }).click();
  await page.getByRole("button", { name: "元に戻す" }).click();
  await page.waitForURL("**/apps/2/records/1");
  expect(lastWrite("/portal/v1/bin/restore.json")).toEqual({ app: "2", ids: ["1"] });

  await page.getByRole("link", { name: "01_医療機関向けアプリ" }).click();
  await page.getByRole("button", { name: "その他" }).click();
  await page.getByRole("link", { name: "ごみ箱" }).click();
  await page.getByRole("heading", { level: 1, name: "ごみ箱：01_医療機関向けアプリ" }).waitFor();
  await page.getByRole("button", { name: /^一/ }).click();
  await page.getByText("中身の病院").waitFor();
  answer(
    "POST /portal/v1/bin/restore.json",
    { errors: { "record.医療機関名.value": { messages: ["値が重複しています。"] } } },
    400,
  );
  await page.locator("dialog[open]").getByRole("button", { name: "元に戻す" }).click();
  await page.getByText("医療機関名：値が重複しています。").waitFor();
  answer("POST /portal/v1/bin/restore.json", {
    records: [
      { id: "7", missing: ["都道府県"] },
      { id: "8", missing: [] },
    ],
  });
  await expect.poll(() => page.getByRole("button", { name: "選んだ0件を元に戻す" }).isDisabled()).toBe(true);
  await page.getByRole("checkbox", { name: "このページの全件を選ぶ" }).check();
  binned = [];
  await page.getByRole("button", { name: "選んだ2件を元に戻す" }).click();
  await page.getByText(/2件を元に戻しました。\s*必須になった項目が空欄です（都道府県）/).waitFor();
  await page.getByText("ごみ箱は空です。").waitFor();
  expect(lastWrite("/portal/v1/bin/restore.json")).toEqual({ app: "2", ids: ["7", "8"] });
});

test("revisions: two compared, an earlier one brought back, with a conflict and a refusal at its field first", async () => {
  const page = await visit("/apps/2/records/1?tab=-history");
  await page.getByText("版を比べる").click();
  await page.getByText("第1版と第3版の違い（2項目）").waitFor();
  await expect
    .poll(() => page.getByRole("row", { name: "調査予定日 （未入力） 2026/12/03" }).first().isVisible())
    .toBe(true);
  await page.getByRole("button", { name: "この版に戻す （第1版）" }).click();
  const dialog = page.locator("dialog[open]");
  await dialog.getByText("次の2項目が、第1版の内容に変わります。").waitFor();
  const restore = dialog.getByRole("button", { name: "第1版に戻す" });
  answer("POST /portal/v1/record/restore.json", {}, 409);
  await restore.click();
  await dialog.getByText("ほかの人が先に変更しました。").waitFor();
  answer(
    "POST /portal/v1/record/restore.json",
    { errors: { "record.調査予定日.value": { messages: ["必須です。"] } } },
    400,
  );
  await restore.click();
  await dialog.getByRole("rowheader", { name: "調査予定日 ＊必須です。" }).waitFor();
  stage.fixture.answers.clear();
  await restore.click();
  await page.getByText("第1版の内容に戻しました").waitFor();
  expect(lastWrite("/portal/v1/record/restore.json")).toEqual({ app: "2", id: "1", revision: 1, current: "3" });
});
