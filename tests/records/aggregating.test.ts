import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addDays, inZone } from "../../app-definitions/field-types/zoned-time.ts";
import type { Report } from "../../app-definitions/definition.ts";
import { readPortalApp } from "../../server/apps/read-apps.ts";
import { addRecords } from "../../server/records/add-records.ts";
import { aggregateRecords, type AggregateInput } from "../../server/records/aggregating/aggregate.ts";
import { readReports } from "../../server/records/aggregating/visible-reports.ts";
import { changeCategories } from "../../server/records/categories/change-categories.ts";
import { readRecords } from "../../server/records/read-records.ts";
import type { WireRecord } from "../../server/records/serialize-records.ts";
import type { Context } from "../../server/http/context.ts";
import { choices, definitionOf, failureOf, makeWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace;
let app: string;

const group = (code: string) => ({ type: "GROUP", code }) as const;
const zones: Record<string, string> = { admin: "Asia/Tokyo", sato: "America/New_York", a: "Asia/Tokyo" };
const report: Report = {
  ...{ name: "月別", index: "0", chartType: "COLUMN", chartMode: "STACKED" },
  groups: [{ code: "日", per: "MONTH" }, { code: "区分" }],
  aggregations: [{ type: "SUM", code: "数" }],
  filterCond: "数 > 3",
  sorts: [{ by: "TOTAL", order: "DESC" }],
};
const reports = {
  月別: report,
  合計: {
    ...report,
    name: "合計",
    index: "1",
    chartType: "TABLE",
    groups: [],
    aggregations: [],
    filterCond: "",
    sorts: [],
  },
  秘密: { ...report, name: "秘密", index: "2", aggregations: [{ type: "SUM", code: "秘" }] },
  秘密の条件: { ...report, name: "秘密の条件", index: "3", filterCond: "秘 > 0" },
};

beforeAll(async () => {
  workspace = await makeWorkspace();
  const fields = {
    名称: { type: "SINGLE_LINE_TEXT" },
    医療機関: { type: "ORGANIZATION_SELECT" },
    区分: {
      type: "DROP_DOWN",
      options: { 甲: { label: "甲", index: "2" }, 乙: { label: "乙", index: "0" }, 丙: { label: "丙", index: "1" } },
    },
    対象: { type: "CHECK_BOX", options: choices("本院", "分院", "委託先") },
    担当: { type: "USER_SELECT" },
    数: { type: "NUMBER" },
    日: { type: "DATE" },
    時: { type: "DATETIME" },
    刻: { type: "TIME" },
    秘: { type: "NUMBER" },
    秘文: { type: "MULTI_LINE_TEXT" },
    一部: { type: "DROP_DOWN", options: choices("あ", "い") },
    一部数: { type: "NUMBER" },
    作成者: { type: "CREATOR" },
  };
  const everybody = { entity: group("everyone"), accessibility: "NONE" } as const;
  const office = { entity: group("secretariat"), accessibility: "WRITE" } as const;
  const named = { entity: { type: "FIELD_ENTITY", code: "担当" }, accessibility: "READ" } as const;
  const definition = definitionOf("figures", fields, {
    views: { views: { 大: { type: "LIST", index: "0", name: "大", filterCond: "数 > 3", sort: "" } } },
    recordAcl: {
      rights: [
        {
          filterCond: "",
          entities: [group("secretariat"), { type: "FIELD_ENTITY", code: "医療機関" } as const].map((entity) => ({
            ...{ entity, viewable: true, editable: true, deletable: true },
          })),
        },
      ],
    },
    fieldAcl: {
      rights: [
        ...["秘", "秘文"].map((code) => ({ code, entities: [office, everybody] })),
        ...["一部", "一部数"].map((code) => ({ code, entities: [office, named, everybody] })),
      ],
    },
    reports: { reports },
  });
  app = (await workspace.deploy(definition)).apps[0]!.id;
  await workspace.as("sato", (context) =>
    addRecords(context, { app, records: Array.from({ length: 70 }, (_, n) => recordOf(n)) }),
  );
  await workspace.sql("update user_account set timezone = 'America/New_York' where code = 'sato'");
  await workspace.sql("update directory_version set version = version + 1");
});
afterAll(() => workspace.drop());

/** Every value is empty in some records; the numbers have one decimal, the instants lie around midnights. */
function recordOf(n: number): Record<string, { value: unknown }> {
  const pick = <Value>(of: readonly Value[], step = 1) => of[Math.floor(n / step) % of.length];
  const values = {
    名称: pick(["病院", "", "  ", "診療所", "𠮷田", "｢｣"]),
    医療機関: pick([["hospital-a"], ["hospital-b"], ["hospital-a", "hospital-b"], []])!.map((code) => ({ code })),
    区分: pick(["甲", "乙", "丙", "甲", ""], 2),
    対象: pick([["本院", "分院"], [], ["委託先"], ["本院", "分院", "委託先"]], 3),
    担当: pick([["a"], ["b", "a"], [], ["b"], ["sato"]], 2)!.map((code) => ({ code })),
    数: n % 7 === 6 ? "" : String((n % 13) - 4 + (n % 10) / 10),
    日: n % 9 === 8 ? "" : addDays("2025-11-20", n * 11),
    時:
      n % 8 === 7
        ? ""
        : `${addDays("2025-12-28", n)}T${String((n * 5) % 24).padStart(2, "0")}:${n % 2 ? "30" : "00"}:00Z`,
    刻: n % 6 === 5 ? "" : `${String(n % 4).padStart(2, "0")}:${n % 3}0`,
    秘: String(n),
    一部: pick(["あ", "い", ""]),
    一部数: String(n % 5),
  };
  return Object.fromEntries(Object.entries(values).map(([code, value]) => [code, { value }]));
}

const figures = (code: string, input: Omit<AggregateInput, "app">) =>
  workspace.as(code, (context) => aggregateRecords(context, { app, ...input }));

function spanOf(value: string, per: string, zone: string): string {
  const { day, time } = value.includes("T") ? inZone(new Date(value), zone) : { day: value, time: "" };
  const [year, month] = day.split("-") as [string, string];
  switch (per) {
    case "YEAR":
      return `${year}-01-01`;
    case "QUARTER":
      return `${year}-${String(Math.floor((Number(month) - 1) / 3) * 3 + 1).padStart(2, "0")}-01`;
    case "MONTH":
      return `${year}-${month}-01`;
    case "WEEK":
      return addDays(day, -new Date(`${day}T00:00:00Z`).getUTCDay());
    case "DAY":
      return day;
    case "HOUR":
      return value.includes("T") ? `${day}T${time.slice(0, 2)}:00` : `${value.slice(0, 2)}:00`;
    default:
      return value.includes("T") ? `${day}T${time}` : value;
  }
}

/** The keys under which a wire value counts; none when it is empty, or not there because it is hidden. */
function keysOf(value: unknown, per: string | undefined, zone: string): string[] {
  if (value === null || value === undefined || (typeof value === "string" && value.trim() === "")) return [];
  if (typeof value === "object") {
    return [value].flat().map((one) => (typeof one === "object" ? (one as { code: string }).code : String(one)));
  }
  return [per ? spanOf(String(value), per, zone) : String(value)];
}

const known = new Map<string, Promise<readonly WireRecord[]>>();

function recordsOf(code: string, query: string): Promise<readonly WireRecord[]> {
  const key = `${code} ${query}`;
  const read = async (context: Context) => {
    const answer = await readRecords(context, { app, query: `${query} limit 500` });
    return (JSON.parse(JSON.stringify(answer)) as typeof answer).records;
  };
  const found = known.get(key) ?? workspace.as(code, read);
  known.set(key, found);
  return found;
}

/** The same figures, reckoned over the records as the viewer reads them. */
async function naive(code: string, groups: readonly string[], { query = "" } = {}) {
  const records = await recordsOf(code, query);
  const found = new Map<string, { count: number; numbers: number[]; some: number[] }>();
  for (const record of records) {
    let combined: string[][] = [[]];
    for (const text of groups) {
      const [field = "", per] = text.split(":");
      const keys = keysOf(record[field]?.value, per, zones[code]!);
      combined = combined.flatMap((before) => keys.map((key) => [...before, key]));
    }
    for (const keys of combined) {
      const of = found.get(keys.join("|")) ?? { count: 0, numbers: [], some: [] };
      found.set(keys.join("|"), of);
      of.count++;
      for (const [list, field] of [
        [of.numbers, "数"],
        [of.some, "一部数"],
      ] as const) {
        const value = record[field]?.value;
        if (typeof value === "string" && value !== "") list.push(Number(value));
      }
    }
  }
  const text = (list: number[], number: number) => (list.length === 0 ? null : String(Math.round(number * 10) / 10));
  const sum = (list: number[]) =>
    text(
      list,
      list.reduce((all, one) => all + one, 0),
    );
  return Object.fromEntries(
    [...found].map(([keys, { count, numbers, some }]) => [
      keys,
      [
        String(count),
        sum(numbers),
        text(numbers, Math.max(...numbers)),
        text(numbers, Math.min(...numbers)),
        sum(some),
      ],
    ]),
  );
}

describe.each(["admin", "sato", "a"])("seen by %s", (code) => {
  test.each([
    [["区分"]],
    [["対象"]],
    [["対象", "担当"]],
    [["医療機関", "対象", "区分"]],
    [["名称"]],
    [["数"]],
    [["作成者"]],
    [["一部"]],
    [["一部", "担当"]],
    ...["YEAR", "QUARTER", "MONTH", "WEEK", "DAY"].map((per) => [[`日:${per}`]]),
    ...["YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE"].map((per) => [[`時:${per}`]]),
    [["刻:HOUR", "日:MONTH", "時:DAY"]],
    [["刻:MINUTE"]],
    [["区分"], { query: '数 > 1 and 一部 in ("あ")' }],
    [["区分"], { query: "数 > 1000" }],
  ] as [string[], { query?: string }?][])(
    "grouped by %j as whoever reads all records would reckon, %j",
    async (groups, more = {}) => {
      const expected = await naive(code, groups, more);
      const aggregations = ["COUNT", "SUM:数", "MAX:数", "MIN:数", "SUM:一部数"];
      const found = await figures(code, { groups, aggregations, limit: 10_000, ...more });
      expect(workspace.counted.statements).toHaveLength(1);
      expect(
        Object.fromEntries(found.groups.map(({ keys, values }) => [keys.map((key) => key.code).join("|"), values])),
      ).toEqual(expected);
      expect(found.isCut).toBe(false);
    },
  );
});

test("a hospital counts its own records, and a field that shows on some of them on those alone", async () => {
  const all = await figures("admin", { groups: ["一部"] });
  const own = await figures("a", { groups: ["一部"] });
  expect(all.groups.map(({ values }) => Number(values[0]))).toEqual([24, 23]);
  for (const { values } of own.groups) expect(Number(values[0])).toBeLessThan(20);
  expect((await figures("a", {})).groups).toEqual([{ keys: [], values: ["35"] }]);
  expect((await figures("b", { query: "数 > 1000" })).groups).toEqual([{ keys: [], values: ["0"] }]);
});

test("names stand beside codes, and averages are exact", async () => {
  const organizations = await figures("admin", {
    groups: ["医療機関"],
    aggregations: ["AVERAGE:秘"],
    query: "$id <= 4",
  });
  expect(organizations.groups).toEqual([
    { keys: [{ code: "hospital-a", label: "病院a" }], values: ["1"] },
    { keys: [{ code: "hospital-b", label: "病院b" }], values: ["1.5"] },
  ]);
  expect(organizations.groupings).toEqual([{ code: "医療機関", label: "医療機関", per: null }]);
  expect(organizations.aggregations).toEqual([{ type: "AVERAGE", code: "秘", label: "秘" }]);
  const [third] = (await figures("admin", { aggregations: ["AVERAGE:秘"], query: "$id in (1, 2, 5)" })).groups;
  expect(third!.values[0]).toMatch(/^1\.6{14,}7$/);
});

test.each([
  // sorts, options in order; without any, the order of the form
  [[], ["乙", "丙", "甲"]],
  [["GROUP1:DESC"], ["甲", "丙", "乙"]],
  [["TOTAL"], ["乙", "丙", "甲"]],
  [["TOTAL:DESC"], ["甲", "乙", "丙"]],
])("sorted by %j", async (sorts, expected) => {
  const { groups } = await figures("admin", { groups: ["区分"], sorts, query: "$id <= 70" });
  expect(groups.map(({ keys }) => keys[0]!.code)).toEqual(expected);
});

test("no more groups than the limit, which is said", async () => {
  const cut = await figures("admin", { groups: ["日"], sorts: ["GROUP1:DESC"], limit: 2 });
  expect([cut.groups.length, cut.isCut]).toEqual([2, true]);
  expect(cut.groups[0]!.keys[0]!.code > cut.groups[1]!.keys[0]!.code).toBe(true);
});

test("a chart of the definition by its name, a view, and both as a condition", async () => {
  const chart = await figures("a", { report: "月別" });
  expect(chart.report).toEqual({ name: "月別", chartType: "COLUMN", chartMode: "STACKED" });
  const asked = { groups: ["日:MONTH", "区分"], aggregations: ["SUM:数"], sorts: ["TOTAL:DESC"] };
  expect(chart.groups).toEqual((await figures("a", { ...asked, query: "数 > 3" })).groups);
  expect(chart.groups).toEqual((await figures("a", { ...asked, view: "大" })).groups);
  expect(chart.groups.length).toBeGreaterThan(5);
  expect((await figures("a", { report: "合計" })).groups).toEqual([{ keys: [], values: ["35"] }]);
  expect((await figures("admin", { report: "秘密" })).groups.length).toBeGreaterThan(5);
});

test.each([
  // a chart of which a field or a field of its condition is hidden is not in the list
  ["admin", ["月別", "合計", "秘密", "秘密の条件"]],
  ["a", ["月別", "合計"]],
])("%s finds the charts %j, and each of them answers", async (code, expected) => {
  const { reports } = await workspace.as(code, (context) => readReports(context, { app }));
  expect(reports.map(({ name }) => name)).toEqual(expected);
  for (const { name, groups } of reports) {
    expect((await figures(code, { report: name })).groupings.length).toBe(groups.length);
  }
  const shown = await workspace.as(code, (context) => readPortalApp(context, { app }));
  expect(shown).toMatchObject({ reports: expected });
});

test("removed options count as they are read, last; removed categories are read nowhere", async () => {
  const tidy = (colours: object, tree: { name: string }[]) =>
    definitionOf(
      "tidy",
      { 色: { type: "CHECK_BOX", options: colours }, 分類: { type: "CATEGORY" } },
      { categories: { enable: true, tree } },
    );
  const { apps } = await workspace.deploy(tidy(choices("赤", "青"), [{ name: "上" }, { name: "下" }]));
  const other = apps[0]!.id;
  await workspace.as("sato", async (context) => {
    await addRecords(context, { app: other, records: [{ 色: { value: ["赤", "青"] } }] });
    await changeCategories(context, { app: other, id: "1", categories: ["上", "下"] });
  });
  await workspace.deploy(tidy(choices("青"), [{ name: "下" }]));
  const by = (field: string) =>
    workspace.as("sato", (context) => aggregateRecords(context, { app: other, groups: [field] }));
  expect((await by("色")).groups.map(({ keys }) => keys[0]!.label)).toEqual(["青", "赤"]);
  expect((await by("分類")).groups).toEqual([{ keys: [{ code: "下", label: "下" }], values: ["1"] }]);
});

test.each([
  // what is hidden reads as what does not exist, whatever else is wrong with it
  [{ groups: ["秘"] }, "query/field", []],
  [{ groups: ["秘文"] }, "query/field", []],
  [{ groups: ["秘:MONTH"] }, "query/field", []],
  [{ groups: ["無"] }, "query/field", []],
  [{ aggregations: ["SUM:秘"] }, "query/field", []],
  [{ aggregations: ["SUM:秘文"] }, "query/field", []],
  [{ aggregations: ["SUM:無"] }, "query/field", []],
  [{ query: "秘 > 1" }, "query/field", []],
  [{ report: "秘密" }, "input/invalid", ["report"]],
  [{ report: "秘密の条件" }, "input/invalid", ["report"]],
  [{ report: "無" }, "input/invalid", ["report"]],
  [{ report: "toString" }, "input/invalid", ["report"]],
  [{ report: "月別", query: "数 > 1" }, "input/invalid", ["query"]],
  [{ view: "無" }, "input/invalid", ["view"]],
  [{ query: "order by 数" }, "input/invalid", ["query"]],
  [{ groups: ["日:HOUR"] }, "input/invalid", ["groups[0]"]],
  [{ groups: ["区分", "刻:DAY"] }, "input/invalid", ["groups[1]"]],
  [{ groups: ["日:month"] }, "input/invalid", ["groups[0]"]],
  [{ aggregations: ["COUNT", "SUM"] }, "input/invalid", ["aggregations[1]"]],
  [{ aggregations: ["SUM:日"] }, "input/invalid", ["aggregations[0]"]],
  [{ aggregations: ["MEDIAN:数"] }, "input/invalid", ["aggregations[0]"]],
  [{ groups: ["区分"], sorts: ["GROUP2"] }, "input/invalid", ["sorts[0]"]],
  [{ groups: ["区分"], sorts: ["TOTAL:UP"] }, "input/invalid", ["sorts[0]"]],
])("a hospital asking for %j is refused: %s", async (input, kind, keys) => {
  const failure = await failureOf(figures("a", input));
  expect([failure.kind, Object.keys(failure.keys)]).toEqual([kind, keys]);
});
