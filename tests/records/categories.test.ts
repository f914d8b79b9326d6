import { afterAll, beforeAll, expect, test } from "vitest";
import type { AppDefinition } from "../../app-definitions/definition.ts";
import { readFields, readPortalApp } from "../../server/apps/read-apps.ts";
import { addRecord } from "../../server/records/add-records.ts";
import { changeCategories } from "../../server/records/categories/change-categories.ts";
import { readOne, readRecords } from "../../server/records/read-records.ts";
import { updateRecord } from "../../server/records/update-records.ts";
import { definitionOf, failureOf, makeWorkspace, type Workspace } from "./workspace.ts";

type Tree = NonNullable<AppDefinition["categories"]>["tree"];

const group = (code: string) => ({ type: "GROUP" as const, code });
const definition = (code: string, tree: Tree, enable = true) =>
  definitionOf(
    code,
    { 名称: { type: "SINGLE_LINE_TEXT" } },
    {
      categories: { enable, tree },
      recordAcl: {
        rights: [
          {
            filterCond: "",
            entities: [
              { entity: group("secretariat"), viewable: true, editable: true, deletable: true },
              { entity: group("everyone"), viewable: true, editable: false, deletable: false },
            ],
          },
        ],
      },
    },
  );
const tree: Tree = [{ name: "東日本", children: [{ name: "関東", children: [{ name: "東京" }] }] }, { name: "西日本" }];

let workspace: Workspace;
let app: string;
let id: string;

beforeAll(async () => {
  workspace = await makeWorkspace();
  app = (await workspace.deploy(definition("filed", tree))).apps[0]!.id;
  const record = { 名称: { value: "病院" }, カテゴリー: { value: ["東京"] } };
  ({ id } = await workspace.as("sato", (context) => addRecord(context, { app, record })));
});
afterAll(() => workspace.drop());

const file = (categories: string[], who = "sato", revision?: string) =>
  workspace.as(who, (context) =>
    changeCategories(context, { app, id, categories, ...(revision !== undefined && { revision }) }),
  );
const read = async () => (await workspace.as("a", (context) => readOne(context, { app, id }))).record;
const find = async (query: string) =>
  (await workspace.as("a", (context) => readRecords(context, { app, query }))).records.length;

test("programs read the categories of a record and cannot write them; people who may edit it file it", async () => {
  expect((await read())["カテゴリー"]).toEqual({ type: "CATEGORY", value: [] });
  await workspace.as("sato", (context) =>
    updateRecord(context, { app, id, record: { カテゴリー: { value: ["西日本"] } } }),
  );
  expect((await read())["カテゴリー"]).toEqual({ type: "CATEGORY", value: [] });

  const { revision } = await file(["東京", "西日本", "東京"]);
  expect(await read()).toMatchObject({
    カテゴリー: { type: "CATEGORY", value: ["東京", "西日本"] },
    $revision: { value: revision },
    更新者: { value: { code: "sato" } },
  });
  expect(await failureOf(file(["東京", "北海道"]))).toEqual({
    kind: "input/invalid",
    keys: { categories: ["not-option"] },
  });
  expect((await failureOf(file([], "a"))).kind).toBe("permission/denied");
  expect((await failureOf(file([], "sato", "1"))).kind).toBe("record/changed-meanwhile");
  const history = await workspace.sql("select kind from history where record_id = $1 order by revision", [id]);
  expect(history.map(({ kind }) => kind)).toEqual(["added", "edited", "edited"]);
});

test("a category is found with all that lie below it", async () => {
  await file(["東京"]);
  const found = ["東日本", "関東", "東京", "西日本"].map((name) => find(`カテゴリー in ("${name}")`));
  expect(await Promise.all(found)).toEqual([1, 1, 1, 0]);
  expect(await find('カテゴリー not in ("関東")')).toBe(0);
  expect(await find('カテゴリー in ("")')).toBe(0);
});

test("forms name the field with its switch, and the portal offers the tree", async () => {
  const fields = (await workspace.as("a", (context) => readFields(context, { app }))) as {
    properties: Record<string, object>;
  };
  expect(fields.properties["カテゴリー"]).toEqual({
    ...{ type: "CATEGORY", code: "カテゴリー", label: "カテゴリー", enabled: true },
  });
  const portal = (await workspace.as("a", (context) => readPortalApp(context, { app }))) as {
    fields: { properties: Record<string, { options: object; isEditable: boolean }> };
  };
  expect(portal.fields.properties["カテゴリー"]).toMatchObject({
    isEditable: false,
    options: {
      東日本: { label: "東日本", index: "0", depth: 0 },
      東京: { index: "2", depth: 2 },
      西日本: { index: "3", depth: 0 },
    },
  });
});

test("records follow a category that is renamed and moved, and keep what they have while categories are off", async () => {
  await file(["東京", "西日本"]);
  await workspace.deploy(definition("filed", [{ name: "首都", renamedFrom: "東京" }, { name: "関東" }]));
  expect((await read())["カテゴリー"]).toEqual({ type: "CATEGORY", value: ["首都"] });
  expect(await find('カテゴリー in ("関東")')).toBe(0);

  await workspace.deploy(definition("filed", [{ name: "首都" }], false));
  expect(await read()).not.toHaveProperty("カテゴリー");
  expect((await failureOf(find('カテゴリー in ("首都")'))).kind).toBe("query/field");
  expect((await failureOf(file([]))).kind).toBe("thing/not-found");
  const fields = (await workspace.as("a", (context) => readFields(context, { app }))) as {
    properties: Record<string, object>;
  };
  expect(fields.properties["カテゴリー"]).toMatchObject({ enabled: false });

  await workspace.deploy(definition("filed", tree));
  expect((await read())["カテゴリー"]).toEqual({ type: "CATEGORY", value: ["西日本"] });
});

test.each<[string, Tree]>([
  ["a name twice", [{ name: "甲", children: [{ name: "乙" }] }, { name: "乙" }]],
  ["no name", [{ name: " " }]],
  [
    "more levels than a reader follows",
    [..."abcdef"].reduceRight<Tree>((below, name) => [{ name, children: below }], []),
  ],
  ["more than can be chosen from", Array.from({ length: 1_001 }, (_, at) => ({ name: String(at) }))],
])("a tree with %s is refused", async (_, wrong) => {
  await expect(workspace.deploy(definition("wrong", wrong))).rejects.toThrow();
});
