import { expect, test } from "vitest";
import type { AppRight, Entity } from "../../app-definitions/definition.ts";
import type { DeployedField } from "../../server/apps/deployed-app.ts";
import { aclFields, aclOf } from "../../server/permissions/acl-fields.ts";
import { compileAccess, compileView, platformAccess } from "../../server/permissions/compile-access.ts";
import { compileAppRights } from "../../server/permissions/compile-app-rights.ts";
import { evaluateAccess, evaluateNew } from "../../server/permissions/evaluate-access.ts";
import { acquaintanceOf } from "../../server/permissions/may-know.ts";
import { searchCondition } from "../../server/query/search-condition.ts";
import { deploy, directory, idOf, now, storedOf, viewerNamed, type Plain, type Rules } from "./oracle/world.ts";

const group = (code: string): Entity => ({ type: "GROUP", code });
const field = (code: string): Entity => ({ type: "FIELD_ENTITY", code });
const everyone = group("everyone");

/** An app right from the letters of what it allows. */
function line(entity: Entity, letters: string, includeSubs = false): AppRight {
  const has = (letter: string) => letters.includes(letter);
  return {
    ...{ entity, includeSubs, recordViewable: has("v"), recordAddable: has("a"), recordEditable: has("e") },
    ...{ recordDeletable: has("d"), appEditable: has("m"), recordImportable: has("i"), recordExportable: has("x") },
  };
}
const grant = (entity: Entity, letters: string, includeSubs = false) => ({
  ...{ entity, includeSubs, viewable: letters.includes("v") },
  ...{ editable: letters.includes("e"), deletable: letters.includes("d") },
});

/** A block that closes what is not the viewer's own organisation's. */
const notOwn = (more = "") => ({ filterCond: `org not in (PRIMARY_ORGANIZATION())${more}`, entities: [] });
const all = (letters: string) => ({ filterCond: "", entities: [grant(everyone, letters)] });

function app(rules: Partial<Rules> = {}) {
  const open = { rights: [line(everyone, "vaedix")] };
  return deploy({ appAcl: open, recordAcl: { rights: [] }, fieldAcl: { rights: [] }, tabs: [], ...rules });
}

const record: Plain = {
  ...{ id: 1, text: "a", note: "", num: null, kind: "a", tags: [], day: null, at: null, clock: null },
  ...{ who: ["bert"], org: ["a1"], grp: ["offices"], creator: "mina", consent: null, rows: [] },
};
const readerOf = (of: Plain) => (one: DeployedField) => storedOf(one, of);
const right = (flag: boolean, letter: string) => (flag ? letter : "");

test.each([
  // lines                                                            who     may
  [[], "alan", ""],
  [[line(everyone, "vaed")], "alan", "vaed"],
  [[line(everyone, "vaed"), line(group("hospitals"), "v")], "alan", "v"], // everyone is last wherever it stands
  [[line(group("hospitals"), "v"), line({ type: "USER", code: "alan" }, "vaed")], "alan", "v"], // the uppermost alone
  [[line(group("hospitals"), "v")], "olga", ""],
  [[line(everyone, "aedix")], "alan", "ai"], // without view nothing that needs it
  [[line(everyone, "vi")], "alan", "v"], // no import without add
  [[line({ type: "ORGANIZATION", code: "prefA" }, "v")], "alan", ""],
  [[line({ type: "ORGANIZATION", code: "prefA" }, "v", true)], "alan", "v"],
  [[line({ type: "ORGANIZATION", code: "a1" }, "v", true)], "pam", ""], // the upper one is not below
  [[line({ type: "CREATOR" }, "vm")], "pam", "vm"],
  [[line({ type: "CREATOR" }, "vm")], "alan", ""],
  [[line(field("who"), "v")], "bert", ""],
  [[line(group("ghosts"), "v"), line({ type: "USER", code: "ghost" }, "v")], "alan", ""],
  [[line(everyone, "v")], "root", "vm"], // administrators manage, and see no more for it
  [[], "root", "m"],
] as const)("app rights %#: %j", (rights, user, expected) => {
  const found = compileAppRights(app({ appAcl: { rights: [...rights] } }), viewerNamed(user), directory);
  const letters =
    right(found.view, "v") +
    right(found.add, "a") +
    right(found.edit, "e") +
    right(found.delete, "d") +
    right(found.manage, "m") +
    right(found.import, "i") +
    right(found.export, "x");
  expect(letters).toBe(expected);
});

test.each([
  // blocks                                                                            who     may
  [[], "alan", "ved"],
  [[{ filterCond: "", entities: [] }], "alan", ""],
  [[{ filterCond: 'kind in ("b")', entities: [] }], "alan", "ved"], // no block fits: the app's rights alone
  [
    [
      { filterCond: 'kind in ("a")', entities: [] },
      { filterCond: "", entities: [grant(everyone, "ved")] },
    ],
    "alan",
    "",
  ],
  [[{ filterCond: "", entities: [grant(everyone, "v"), grant(group("hospitals"), "ve")] }], "alan", "ve"],
  [[{ filterCond: "", entities: [grant(field("org"), "ve")] }], "alan", "ve"],
  [[{ filterCond: "", entities: [grant(field("org"), "ve")] }], "anna", ""], // another hospital
  [[{ filterCond: "", entities: [grant(field("org"), "ve")] }], "nora", ""], // no organisation at all
  [[{ filterCond: "", entities: [grant(field("org"), "ve", true)] }], "pam", ""], // the superior is not a part
  [[{ filterCond: "", entities: [grant(field("who"), "v")] }], "bert", "v"],
  [[{ filterCond: "", entities: [grant(field("grp"), "v")] }], "pam", "v"],
  [[{ filterCond: "", entities: [grant(field("creator"), "vd")] }], "mina", "vd"],
  [[{ filterCond: "", entities: [grant(field("who"), ""), grant(everyone, "ved")] }], "bert", ""],
  [[{ filterCond: "", entities: [grant(everyone, "ed")] }], "alan", ""], // no view, nothing
  [[{ filterCond: "", entities: [grant(field("text"), "ved"), grant(field("nothing"), "ved")] }], "alan", ""],
  [[{ filterCond: "org in (PRIMARY_ORGANIZATION())", entities: [grant(everyone, "v")] }], "alan", "v"],
  [[{ filterCond: "org in (PRIMARY_ORGANIZATION())", entities: [grant(everyone, "v")] }], "nora", ""], // fails closed
  [[{ filterCond: "org not in (PRIMARY_ORGANIZATION())", entities: [grant(everyone, "v")] }], "nora", ""],
  [[notOwn(), all("v")], "nora", ""], // nor does a later block open it
  [[notOwn(), all("v")], "alan", "v"],
  [[notOwn(), all("v")], "bert", ""],
  [[notOwn(' and kind in ("b")'), all("v")], "nora", "v"],
  [[{ filterCond: "org in (PRIMARY_ORGANIZATION())", entities: [] }, all("v")], "nora", "v"], // he is in none, that is told
  [[{ filterCond: "not a query", entities: [] }, all("v")], "alan", ""],
  [[{ filterCond: "not a query", entities: [grant(everyone, "v")] }], "alan", ""],
  [[{ filterCond: 'gone = "1"', entities: [] }], "alan", ""],
  [[{ filterCond: "who in (LOGINUSER())", entities: [grant(everyone, "v")] }], "bert", "v"],
  [[{ filterCond: 'day = TODAY() or day = ""', entities: [grant(everyone, "v")] }], "alan", "v"],
] as const)("record rights %#: %j", (blocks, user, expected) => {
  const rights = blocks.map((block) => ({ ...block, entities: [...block.entities] }));
  const deployed = app({ recordAcl: { rights } });
  const access = compileAccess(deployed, viewerNamed(user), directory, now);
  const found = evaluateAccess(deployed, access, readerOf(record));
  expect(right(found.view, "v") + right(found.edit, "e") + right(found.delete, "d")).toBe(expected);
  expect(compileView(deployed, viewerNamed(user), directory, now)).toEqual(access.view);
});

const hospitals = app({
  recordAcl: {
    rights: [
      {
        filterCond: "",
        entities: [grant(group("secretariat"), "ved"), grant(field("org"), "ve"), grant(field("who"), "v", true)],
      },
    ],
  },
});

test("whoever sees all by group carries no condition and no guard", () => {
  const access = compileAccess(hospitals, viewerNamed("nora"), directory, now);
  expect([access.view, access.guard]).toEqual([{ kind: "always" }, null]);
});

test("whoever sees only what names him is guarded by just those ids", () => {
  const access = compileAccess(hospitals, viewerNamed("anna"), directory, now);
  expect([...access.guard!].sort()).toEqual([idOf("a2"), idOf("b1"), idOf("anna")].sort());
  expect(aclFields(hospitals).map(({ code }) => code)).toEqual(["org", "who"]);
  expect(aclOf(hospitals, readerOf({ ...record, who: ["bert", "alan"] })).sort()).toEqual(
    [idOf("a1"), idOf("bert"), idOf("alan")].sort(),
  );
  expect(aclOf(hospitals, readerOf({ ...record, who: [], org: [] }))).toEqual([]);
});

test("a way to view that no entity field guards takes the guard away", () => {
  const both = app({
    recordAcl: {
      rights: [
        { filterCond: 'kind in ("a")', entities: [grant(everyone, "v")] },
        { filterCond: "", entities: [grant(field("org"), "v")] },
      ],
    },
  });
  expect(compileAccess(both, viewerNamed("alan"), directory, now).guard).toBeNull();
});

test("without the app's view right nothing is in reach, but whoever may add still fills in", () => {
  const addOnly = app({
    appAcl: { rights: [line(everyone, "a")] },
    fieldAcl: { rights: [{ code: "num", entities: [] }] },
  });
  const access = compileAccess(addOnly, viewerNamed("alan"), directory, now);
  expect(evaluateAccess(addOnly, access, readerOf(record))).toMatchObject({ view: false, edit: false, tabs: [] });
  const rights = evaluateNew(addOnly, access, readerOf(record));
  expect(rights.fields.get("text")).toEqual({ viewable: true, editable: true });
  expect(rights.fields.has("num")).toBe(false);
  expect(access.guard).toEqual([]);
});

test("a tab's fields exist where its condition holds, for the platform always", () => {
  const tabs = [{ code: "more", label: "more", fields: ["num", "rows"], when: 'consent in ("AGREED")' }];
  const tabbed = app({ tabs });
  const access = compileAccess(tabbed, viewerNamed("alan"), directory, now);
  const closed = evaluateAccess(tabbed, access, readerOf(record));
  expect([closed.fields.has("num"), closed.fields.has("rows"), closed.tabs]).toEqual([false, false, []]);
  const opened = evaluateAccess(tabbed, access, readerOf({ ...record, consent: "AGREED" }));
  expect([opened.fields.get("num"), opened.tabs]).toEqual([{ viewable: true, editable: true }, ["more"]]);
  expect(access.fields.get("item")).toBe(access.fields.get("rows")); // inner fields follow their table
  expect(evaluateAccess(tabbed, platformAccess(tabbed), readerOf(record)).fields.has("num")).toBe(true);
});

test("search looks only where the viewer always sees", () => {
  const hidden = app({
    fieldAcl: {
      rights: [
        { code: "text", entities: [{ accessibility: "READ", entity: field("who") }] },
        { code: "rows", entities: [{ accessibility: "NONE", entity: everyone }] },
      ],
    },
  });
  const access = compileAccess(hidden, viewerNamed("alan"), directory, now);
  const found = searchCondition(hidden, access, " 病院　ＶＰＮ ");
  const part = (text: string) => ({ kind: "contains", text, fields: [{ code: "note" }] });
  expect(found).toMatchObject({ kind: "all", of: [part("病院"), part("vpn")] });
});

const staffed = app({
  appAcl: { rights: [line(group("secretariat"), "vaedm"), line(group("hospitals"), "ve"), line(everyone, "")] },
  recordAcl: {
    rights: [
      {
        filterCond: "",
        entities: [grant(group("secretariat"), "ved"), grant(group("offices"), "v"), grant(field("org"), "ve")],
      },
    ],
  },
});

test.each([
  // viewer  knows                             does not know
  ["alan", ["alan", "nora", "pam", "anna", "mina"], ["bert", "olga"]], // pam and mina are above, anna sits in an office
  ["bert", ["bert", "anna", "nora", "pam", "mina"], ["alan", "olga"]], // anna is a colleague
  ["olga", ["olga", "nora", "root"], ["alan", "bert"]],
  ["pam", ["pam", "nora", "alan", "anna"], ["bert", "olga"]], // a prefecture knows the hospitals below it, and no others
  ["nora", ["alan", "bert", "mina", "olga"], []],
  ["root", ["alan", "bert"], []],
] as const)("%s knows %j and not %j", (user, known, unknown) => {
  const acquaintance = acquaintanceOf(staffed, viewerNamed(user), directory);
  for (const code of known) expect([code, acquaintance.user(idOf(code))]).toEqual([code, true]);
  for (const code of unknown) expect([code, acquaintance.user(idOf(code))]).toEqual([code, false]);
});

test("a hospital is told neither the group of hospitals nor another hospital's name", () => {
  const acquaintance = acquaintanceOf(staffed, viewerNamed("alan"), directory);
  expect([acquaintance.group(idOf("hospitals")), acquaintance.group(idOf("secretariat"))]).toEqual([false, true]);
  expect([acquaintance.organization(idOf("a1")), acquaintance.organization(idOf("prefB"))]).toEqual([true, false]);
});
