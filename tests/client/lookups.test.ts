import type { Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { fixtureApp } from "./fixture-data.ts";
import { openStage, type Stage } from "./open-browser.ts";

let stage: Stage;
let page: Page;

const text = (code: string, more: object = {}) => ({
  type: "SINGLE_LINE_TEXT",
  code,
  label: code,
  isEditable: true,
  operators: [],
  ...more,
});
const lookup = (...targets: string[]) => ({
  lookup: {
    relatedApp: { app: "9" },
    relatedKeyField: "k",
    fieldMappings: targets.map((field) => ({ field, relatedField: "n" })),
  },
});
const properties = {
  機関: text("機関", lookup("機関名")),
  機関名: text("機関名", { isEditable: false }),
  合計: {
    type: "CALC",
    code: "合計",
    label: "合計",
    expression: "1",
    format: "NUMBER_DIGIT",
    unit: "円",
    unitPosition: "AFTER",
  },
  表: {
    type: "SUBTABLE",
    code: "表",
    label: "表",
    isEditable: true,
    fields: { 先: text("先", lookup("先名")), 先名: text("先名", { isEditable: false }) },
  },
  訪問: {
    type: "REFERENCE_TABLE",
    code: "訪問",
    label: "訪問",
    referenceTable: { displayProperties: [{ type: "DATE", code: "日", label: "日" }] },
  },
  カテゴリー: {
    ...{ type: "CATEGORY", code: "カテゴリー", label: "カテゴリー", operators: ["in", "not in"] },
    options: {
      東日本: { label: "東日本", index: "0", depth: 0 },
      東京: { label: "東京", index: "1", depth: 1 },
    },
  },
};
const cell = (type: string, value: unknown) => ({ type, value });
const candidate = (key: string, name: string) => ({
  ...{ key, record: { 名称: cell("SINGLE_LINE_TEXT", name) } },
  copies: { 機関名: cell("SINGLE_LINE_TEXT", name), 先名: cell("SINGLE_LINE_TEXT", name) },
});

beforeAll(async () => {
  stage = await openStage();
  const { answers } = stage.fixture;
  const answer = (path: string, make: (input: Record<string, unknown>) => unknown) =>
    answers.set(`GET ${path}`, (input) => ({ status: 200, body: make(input) }));
  const row = (code: string, type = "") => ({ type: "ROW", fields: [{ type, code }] });
  answer("/portal/v1/app.json", () => ({
    ...fixtureApp("2", "01-hospital.json"),
    ...{ fields: { properties }, tabs: [], titleField: null },
    layout: {
      layout: [row("機関"), row("機関名"), row("合計"), { type: "SUBTABLE", code: "表", fields: [] }, row("訪問")],
    },
  }));
  answer("/portal/v1/record.json", () => ({
    record: {
      $id: cell("__ID__", "1"),
      $revision: cell("__REVISION__", "1"),
      機関: cell("SINGLE_LINE_TEXT", ""),
      機関名: cell("SINGLE_LINE_TEXT", ""),
      合計: cell("CALC", "1234567"),
      表: cell("SUBTABLE", []),
      カテゴリー: cell("CATEGORY", ["東日本"]),
    },
    rights: { view: true, edit: true, delete: true },
    fields: Object.fromEntries(
      Object.keys(properties).map((code) => [code, { viewable: true, editable: code === "機関" || code === "表" }]),
    ),
    ...{ tabs: [], title: "1", watchers: { organizations: [], groups: [], others: 0 }, position: null },
  }));
  answer("/portal/v1/lookup.json", ({ q }) => {
    const all = [candidate("A", "あおば病院"), candidate("B", "ばら病院")];
    return {
      columns: [{ type: "SINGLE_LINE_TEXT", code: "名称", label: "病院の名称" }],
      candidates: all.filter(({ key, record }) => `${key}${String(record.名称.value)}`.includes(String(q ?? ""))),
    };
  });
  answer("/portal/v1/related.json", ({ offset }) => {
    const at = Number(offset ?? 0);
    return {
      app: "9",
      records: [{ $id: cell("__ID__", String(at + 5)), 日: cell("DATE", `2026-11-0${at + 1}`) }],
      next: at < 2 ? at + 1 : null,
    };
  });
});
afterAll(() => stage?.close());

beforeEach(async () => {
  page = await (await stage.browser.newContext({ locale: "ja-JP" })).newPage();
  await page.goto(`${stage.fixture.url}/apps/2/records/1`);
  await page.locator("related-records table").waitFor();
});

// An open form would save its draft in the middle of the next test.
afterEach(() => page.context().close());

const copied = () => page.locator(".cell", { hasText: "機関名" }).first().innerText();

test("a calculation shows with its unit, related records page by page with links", async () => {
  await expect.poll(() => page.locator(".cell", { hasText: "合計" }).first().innerText()).toContain("1,234,567 円");
  const rows = page.locator("related-records tbody tr");
  await expect.poll(() => rows.count()).toBe(1);
  await page.getByRole("button", { name: "さらに表示" }).click();
  await expect.poll(() => rows.count()).toBe(2);
  await page.getByRole("button", { name: "さらに表示" }).click();
  await expect.poll(() => rows.count()).toBe(3);
  await expect.poll(() => page.getByRole("button", { name: "さらに表示" }).count()).toBe(0);
  await expect
    .poll(() => page.getByRole("link", { name: "レコード6を開く" }).getAttribute("href"))
    .toBe("/apps/9/records/6");
});

test("a key is typed and fetched, chosen from the list, and cleared", async () => {
  await page.getByRole("button", { name: "編集", exact: true }).click();
  const box = page.getByRole("textbox", { name: "機関", exact: true });
  await box.fill("A");
  await page.getByRole("button", { name: /取得.*機関/ }).click();
  await expect.poll(copied).toContain("あおば病院");
  await page.getByRole("button", { name: "一覧から選ぶ" }).first().click();
  await page.getByRole("searchbox", { name: "検索する語句" }).fill("ばら");
  await expect.poll(() => page.locator("dialog[open] tbody tr").count()).toBe(1);
  await page.getByRole("columnheader", { name: "病院の名称" }).waitFor();
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent?.replace(/\s/g, ""))).toBe("選択B");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect.poll(copied).toContain("ばら病院");
  await expect.poll(() => box.inputValue()).toBe("B");
  await page.getByRole("button", { name: /クリア.*機関/ }).click();
  await expect.poll(copied).not.toContain("病院");
  await box.fill("Z");
  await box.press("Enter");
  await page.getByText("該当するレコードはありません。").waitFor();
});

test("a row of a table looks up for itself", async () => {
  await page.getByRole("button", { name: "編集", exact: true }).click();
  await page.getByRole("button", { name: "行を追加" }).click();
  const row = page.locator("subtable-editor tbody tr");
  await row.locator("lookup-field input").first().fill("B");
  await row.getByRole("button", { name: "取得" }).click();
  await expect.poll(() => row.locator("td[data-label=先名] input").inputValue()).toBe("ばら病院");
  await expect.poll(() => row.locator("td[data-label=先名] input").isDisabled()).toBe(true);
});

test("a record is filed elsewhere in the tree of categories", async () => {
  stage.fixture.answers.set("PUT /portal/v1/record/categories.json", () => ({ status: 200, body: { revision: "2" } }));
  await page.getByText("カテゴリー：東日本").waitFor();
  await page.getByRole("button", { name: "分類を変更" }).click();
  const dialog = page.getByRole("dialog", { name: "カテゴリー" });
  await expect.poll(() => dialog.getByRole("checkbox", { name: "東日本" }).isChecked()).toBe(true);
  await dialog.getByRole("checkbox", { name: "東京" }).check();
  await dialog.getByRole("checkbox", { name: "東日本" }).uncheck();
  await dialog.getByRole("button", { name: "変更する" }).click();
  await page.getByText("分類を変更しました。").waitFor();
  const written = stage.fixture.writes.filter(({ path }) => path === "/portal/v1/record/categories.json");
  expect(written.map(({ input }) => input)).toMatchObject([{ id: "1", categories: ["東京"], revision: "1" }]);
});
