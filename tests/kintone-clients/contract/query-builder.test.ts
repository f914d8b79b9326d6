import { KintoneQueryBuilder, KintoneQueryExpression } from "kintone-query-builder";
import { afterAll, beforeAll, expect, test } from "vitest";
import { choices, definitionOf } from "../../records/workspace.ts";
import { errorOf, startWorkspace, type ClientWorkspace } from "../workspace.ts";

let workspace: ClientWorkspace;
beforeAll(async () => {
  workspace = await startWorkspace(
    definitionOf("builder", {
      名称: { type: "SINGLE_LINE_TEXT" },
      数: { type: "NUMBER" },
      種別: { type: "DROP_DOWN", options: choices("p", "q") },
      備考: { type: "MULTI_LINE_TEXT" },
      日: { type: "DATE" },
      組織: { type: "ORGANIZATION_SELECT", entities: [] },
      組: { type: "GROUP_SELECT", entities: [] },
      表: { type: "SUBTABLE", fields: { 品: { type: "SINGLE_LINE_TEXT" } } },
    }),
  );
  const { record } = await workspace.clientOf("sato");
  const rows = [
    ['a"b', 1, "p"],
    ["c\\d", 2, "q"],
    ["e", 3, "p"],
  ] as const;
  await record.addRecords({
    app: workspace.apps[0]!,
    records: rows.map(([name, number, kind]) => ({
      名称: { value: name },
      数: { value: number },
      種別: { value: kind },
    })),
  });
});
afterAll(() => workspace.stop());

const numbers = async (query: string) => {
  const { record } = await workspace.clientOf("sato");
  const { records } = await record.getRecords({ app: workspace.apps[0]!, query });
  return records.map((one) => one["数"]!.value);
};

test("what the builder writes is read: escapes, in, nested conditions, order, limit, offset", async () => {
  expect(await numbers(new KintoneQueryBuilder().where("名称", "=", 'a"b').build())).toEqual(["1"]);
  const nested = new KintoneQueryBuilder()
    .where("種別", "in", ["p"])
    .andWhere(new KintoneQueryExpression().where("数", ">=", 3).orWhere("数", "<", 2))
    .orderBy("数", "asc")
    .limit(1)
    .offset(1);
  expect(await numbers(nested.build())).toEqual(["3"]);
});

const wrong = "クエリ記法が間違っています。";

test.each([
  // query, code, the sentence (of the error key `query` for CB_VA01)
  ["数 ===", "CB_VA01", wrong],
  ["名称 = 'a'", "CB_VA01", wrong],
  ['名称 = "a\tb"', "CB_VA01", wrong],
  ["数 = SLEEP(1)", "CB_VA01", wrong],
  ["limit -1", "CB_VA01", wrong],
  ["limit 1000", "GAIA_QU01", "limit には 500 以下の値を指定してください。"],
  ["offset 99999", "GAIA_QU02", "offset には 10,000 以下の値を指定してください。"],
  ["無い = 1", "GAIA_IQ11", "指定されたフィールド（無い）が見つかりません。"],
  ["order by 無い", "GAIA_IQ11", "指定されたフィールド（無い）が見つかりません。"],
  ['備考 = "x"', "GAIA_IQ03", "備考フィールドのフィールドタイプには演算子=を使用できません。"],
  ['種別 = "無い"', "GAIA_IQ10", "フィールド「種別」の項目に「無い」は存在しません。"],
  ['種別 = "p"', "GAIA_IQ03", "種別フィールドのフィールドタイプには演算子=を使用できません。"],
  ['品 = "x"', "GAIA_IQ07", /品フィールドには演算子=を使用できません。/],
  ['数.品 in ("x")', "GAIA_IR02", /数[.]品/],
  ["日 = THIS_MONTH(32)", "GAIA_IQ23", /32.*1から31/],
  ["日 = FROM_TODAY(1, HOURS)", "GAIA_IQ25", /FROM_TODAY\(\)の第2引数/],
  ["日 = TODAY(1)", "GAIA_IL08", "クエリの指定が不正です。"],
  ['数 > ""', "GAIA_IL08", "クエリの指定が不正です。"],
  ['作成者 not in ("nobody")', "GAIA_IL26", "指定したユーザー（code：nobody）が見つかりません。"],
  ['組 in ("", "nobody")', "GAIA_IL27", /グループ.*nobody/],
  ['組織 in ("nobody")', "GAIA_IL28", /組織.*nobody/],
  ["order by 備考", "GAIA_IS02", "「備考」フィールドはソート条件に使用できません。"],
] as const)("%j is refused as %s: %s", async (query, code, sentence) => {
  const { record } = await workspace.clientOf("sato");
  const error = await errorOf(record.getRecords({ app: workspace.apps[0]!, query }));
  expect(error).toMatchObject({ status: 400, code });
  const said = code === "CB_VA01" ? error.errors!["query"]!.messages[0] : error.message;
  expect(said).toMatch(sentence);
  if (code === "CB_VA01") expect(error.message).toContain("入力内容が正しくありません。");
  else expect(error.errors).toBeUndefined();
});

test("reads what the language allows: blanks, no blanks, capitals, empty, decimals", async () => {
  expect(await numbers("　数>=2\nORDER BY 数 Desc　")).toEqual(["3", "2"]);
  expect(await numbers('種別 in ("") or 数 = "２"')).toEqual(["2"]);
  expect(await numbers("備考 is empty order by 数 asc limit 1 offset 2")).toEqual(["3"]);
  expect(await numbers('数 != "x"')).toEqual([]);
  expect(await numbers('名称 like "%"')).toEqual([]);
});

test("whoever may not know everybody finds nothing by a name that is nobody's", async () => {
  const { record } = await workspace.clientOf("hana");
  const query = '作成者 in ("nobody")';
  expect((await record.getRecords({ app: workspace.apps[0]!, query })).records).toEqual([]);
});
