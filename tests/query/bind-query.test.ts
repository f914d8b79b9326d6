import { expect, test } from "vitest";
import type { Failure } from "../../server/errors.ts";
import { compileAccess } from "../../server/permissions/compile-access.ts";
import { bindQuery } from "../../server/query/bind-query.ts";
import type { Condition } from "../../server/query/condition.ts";
import { parseQuery } from "../../server/query/parse-query.ts";
import { toSql } from "../../server/query/to-sql.ts";
import { planRead } from "../../server/records/plan-read.ts";
import { deploy, directory, now, viewerNamed } from "../permissions/oracle/world.ts";

const everyone = { type: "GROUP", code: "everyone" } as const;
const yes = { recordViewable: true, recordAddable: true, recordEditable: true, recordDeletable: true } as const;
const openRules = {
  appAcl: {
    rights: [{ entity: everyone, appEditable: false, ...yes, recordImportable: false, recordExportable: false }],
  },
  recordAcl: { rights: [] },
};
const app = deploy({
  ...openRules,
  fieldAcl: {
    rights: [
      { code: "note", entities: [{ accessibility: "NONE", entity: everyone }] },
      { code: "num", entities: [{ accessibility: "READ", entity: { type: "FIELD_ENTITY", code: "creator" } }] },
    ],
  },
  tabs: [],
});

function bind(query: string, user = "alan", at = now, timezone = "Asia/Tokyo") {
  const viewer = { ...viewerNamed(user), timezone };
  const access = compileAccess(app, viewer, directory, at);
  return bindQuery(parseQuery(query), { app, access, viewer, now: at, directory });
}

test.each([
  ["nothing = 1", "query/field"],
  ["note is empty", "query/field"], // hidden everywhere reads as unknown
  ['constructor = "x"', "query/field"],
  ["order by note", "query/field"],
  ["order by rows", "query/sort"],
  ["order by item", "query/sort"],
  ["order by tags", "query/sort"],
  ["order by who", "query/sort"],
  ['text > "a"', "query/operator"],
  ["text is empty", "query/operator"],
  ['kind = "a"', "query/operator"],
  ['kind = "gone"', "query/option"], // the option is looked at first
  ['kind in ("toString")', "query/option"],
  ['tags in ("a")', "query/option"],
  ['consent in ("YES")', "query/option"],
  ['item = "a"', "query/operator-in-table"],
  ["n != 1", "query/operator-in-table"],
  ['rows in ("a")', "query/operator"],
  ['num like "1"', "query/operator"],
  ['num > ""', "query/arguments"],
  ['$id <= ""', "query/arguments"],
  ['day < ""', "query/arguments"],
  ['text like ""', "query/arguments"],
  ["rows is empty", "query/operator"],
  ['day = "2026-02-30"', "query/syntax"],
  ['clock = "24:00"', "query/syntax"],
  ['at > "yesterday"', "query/syntax"],
  ["day = NOW()", "query/operator"],
  ["clock = TODAY()", "query/operator"],
  ["num = TODAY()", "query/operator"],
  ["who in (PRIMARY_ORGANIZATION())", "query/operator"],
  ["org in (LOGINUSER())", "query/operator"],
  ["text like LOGINUSER()", "query/operator"],
  ["day = SLEEP()", "query/syntax"],
  ["day = TODAY(1)", "query/arguments"],
  ["day = FROM_TODAY(1)", "query/arguments"],
  ['day = FROM_TODAY("x", DAYS)', "query/arguments"],
  ["day = FROM_TODAY(1, HOURS)", "query/unit"],
  ["day = THIS_MONTH(32)", "query/day"],
  ["day = THIS_MONTH(0)", "query/day"],
  ["day = THIS_WEEK(HOLIDAY)", "query/arguments"],
] as const)("refuses %j as %s", (query, kind) => {
  expect(() => bind(query)).toThrow(expect.objectContaining({ kind }) as Failure);
});

const saturday = new Date("2026-01-31T12:00:00Z");

test.each([
  ["day = TODAY()", "2026-01-31", "2026-02-01"],
  ["day = YESTERDAY()", "2026-01-30", "2026-01-31"],
  ["day = TOMORROW()", "2026-02-01", "2026-02-02"],
  ["day = FROM_TODAY(-2, WEEKS)", "2026-01-17", "2026-01-18"],
  ["day = FROM_TODAY(1, MONTHS)", "2026-02-28", "2026-03-01"],
  ["day = FROM_TODAY(1, YEARS)", "2027-01-31", "2027-02-01"],
  ["day = FROM_TODAY(99999, YEARS)", "3026-01-31", "3026-02-01"],
  ["day = THIS_WEEK()", "2026-01-25", "2026-02-01"],
  ["day = LAST_WEEK(MONDAY)", "2026-01-19", "2026-01-20"],
  ["day = NEXT_WEEK(SUNDAY)", "2026-02-01", "2026-02-02"],
  ["day = THIS_MONTH()", "2026-01-01", "2026-02-01"],
  ["day = NEXT_MONTH(31)", "2026-03-01", "2026-03-02"], // no such day: the first of the month after
  ["day = NEXT_MONTH(LAST)", "2026-02-28", "2026-03-01"],
  ["day = LAST_MONTH(1)", "2025-12-01", "2025-12-02"],
  ["day = THIS_YEAR()", "2026-01-01", "2027-01-01"],
  ["at = TODAY()", "2026-01-30T15:00:00Z", "2026-01-31T15:00:00Z"],
  ["at = NOW()", "2026-01-31T12:00:00Z", "2026-01-31T12:01:00Z"],
  ['at = "2026-01-31T09:30"', "2026-01-31T00:30:00Z", "2026-01-31T00:31:00Z"],
  ['at = "2026-01-31T09:30:59+0200"', "2026-01-31T07:30:00Z", "2026-01-31T07:31:00Z"],
])("%j spans %s to %s in Tokyo", (query, from, to) => {
  expect(spanOf(bind(query, "alan", saturday).where)).toEqual([from, to]);
});

test("days are the viewer's, also where clocks change", () => {
  const spring = new Date("2026-03-29T12:00:00Z");
  expect(spanOf(bind("at = TODAY()", "alan", spring, "Europe/Berlin").where)).toEqual([
    "2026-03-28T23:00:00Z",
    "2026-03-29T22:00:00Z",
  ]);
  expect(spanOf(bind("day = TODAY()", "alan", new Date("2026-01-01T03:00:00Z"), "America/New_York").where)[0]).toBe(
    "2025-12-31",
  );
});

test("what is hidden on some records is tied to the rule that shows it, for a test and its opposite alike", () => {
  const access = compileAccess(app, viewerNamed("alan"), directory, now);
  for (const query of ["num = 1", "num != 1", "num not in (1)"]) {
    const { where } = planRead(app, access, { where: bind(query).where });
    expect(where).toMatchObject({ kind: "all", of: [{ kind: "names", field: { code: "creator" } }, {}] });
  }
});

test("the rule that shows a field may itself look at what the viewer does not see", () => {
  const tabs = [{ code: "more", label: "more", fields: ["kind"], when: 'note like "x"' }];
  const ruled = deploy({ ...openRules, fieldAcl: { rights: [{ code: "note", entities: [] }] }, tabs });
  const access = compileAccess(ruled, viewerNamed("alan"), directory, now);
  const scope = { app: ruled, access, viewer: viewerNamed("alan"), now, directory };
  const { where } = planRead(ruled, access, { where: bindQuery(parseQuery('kind in ("a")'), scope).where });
  expect(where).toMatchObject({
    kind: "all",
    of: [{ kind: "contains", fields: [{ code: "note" }] }, { kind: "test" }],
  });
});

test("no text of a query or a viewer reaches SQL", () => {
  const evil = `x"; drop table rec.r1; --' %_\\ $1`;
  const query = `text = ${JSON.stringify(evil)} or text like ${JSON.stringify(evil)} or item in (${JSON.stringify(evil)})
    or who in (${JSON.stringify(evil)}) or item not like ${JSON.stringify(evil)}`;
  const values: unknown[] = [];
  const sql = toSql(bind(query).where, (value) => `$${values.push(value)}`);
  expect(sql).not.toContain("drop");
  expect(sql.replace(/'(f\d+|id|state)?'/g, "")).toMatch(/^[\w\s$.,:()[\]<>=&@|~*-]*$/);
  expect(values).toContain(evil);
});

function spanOf(where: Condition): unknown[] {
  return where.kind === "all"
    ? where.of.map((one) => (one.kind === "test" ? one.operands[0] : one.kind))
    : [where.kind];
}
