import { afterAll, beforeAll, expect, test } from "vitest";
import type { Entity } from "../../app-definitions/definition.ts";
import { makeDirectoryCache } from "../../server/identity/directory-cache.ts";
import { recordFollower } from "../../server/notifications/follow-records.ts";
import { addRecord } from "../../server/records/add-records.ts";
import { readRecord } from "../../server/records/read-record.ts";
import { readRecords } from "../../server/records/read-records.ts";
import { findCandidates } from "../../server/records/sources/find-candidates.ts";
import { definitionOf, makeWorkspace, now, type Workspace } from "../records/workspace.ts";

let workspace: Workspace;
let app: string;
const records = { a: "", b: "" };
const own = "医療機関 in (PRIMARY_ORGANIZATION())";
const others = "医療機関 not in (PRIMARY_ORGANIZATION())";
const everyone: Entity = { type: "GROUP", code: "everyone" };
const state = (name: string, index: string) => ({ name, index, assignee: { type: "ONE" as const, entities: [] } });
const text = { type: "SINGLE_LINE_TEXT" };
const rule = (filterCond: string) => ({
  ...{ filterCond, title: filterCond, targets: [{ entity: everyone, includeSubs: false }] },
});

/** In everything that a definition says, sato of no organisation lacks PRIMARY_ORGANIZATION(). */
beforeAll(async () => {
  workspace = await makeWorkspace();
  const action = (name: string, filterCond: string) => ({ name, from: "前", to: "後", filterCond });
  const definition = definitionOf(
    "desk",
    {
      名称: { ...text, unique: true },
      医療機関: { type: "ORGANIZATION_SELECT" },
      担当: { type: "USER_SELECT" },
      連絡先: text,
      所見: text,
      状態: { type: "STATUS" },
      作業者: { type: "STATUS_ASSIGNEE" },
      相手: {
        ...text,
        lookup: {
          ...{ relatedApp: { code: "desk" }, relatedKeyField: "名称", filterCond: own, sort: "名称 asc" },
          ...{ fieldMappings: [], lookupPickerFields: ["名称"] },
        },
      },
    },
    {
      fieldAcl: {
        rights: [
          {
            code: "連絡先",
            entities: [{ accessibility: "WRITE", entity: { type: "FIELD_ENTITY", code: "医療機関" } }],
          },
        ],
      },
      tabs: [{ code: "others", label: "他", fields: ["所見"], when: others }],
      process: {
        enable: true,
        states: { 前: state("前", "0"), 後: state("後", "1") },
        actions: [action("自分の", own), action("他の", others), action("自分か名称のある", `${own} or 名称 != ""`)],
      },
      notifications: {
        general: { notifications: [], notifyToCommenter: false },
        perRecord: {
          notifications: [
            rule(own),
            rule(others),
            rule("担当 in (LOGINUSER())"),
            rule("担当 not in (LOGINUSER())"),
            rule('名称 != ""'),
          ],
        },
        reminder: { notifications: [], timezone: "Asia/Tokyo" },
      },
    },
  );
  app = (await workspace.deploy(definition)).apps[0]!.id;
  for (const key of ["a", "b"] as const) {
    const record = { 名称: { value: key }, 医療機関: { value: [{ code: `hospital-${key}` }] } };
    records[key] = (await workspace.as("sato", (context) => addRecord(context, { app, record }))).id;
  }
});
afterAll(() => workspace.drop());

test.each([
  // who, record, actions, tabs, sees the contact
  ["a", "a", ["自分の", "自分か名称のある"], [], true],
  ["a", "b", ["他の", "自分か名称のある"], ["others"], false],
  ["sato", "a", ["自分か名称のある"], [], false],
  ["sato", "b", ["自分か名称のある"], [], false],
] as const)("%s finds on %s the actions %j and the tabs %j", async (who, key, actions, tabs, seesContact) => {
  const page = await workspace.as(who, (context) => readRecord(context, { app, id: records[key] }));
  expect(page.actions.map(({ name }) => name)).toEqual(actions);
  expect(page.tabs).toEqual(tabs);
  expect("連絡先" in page.record).toBe(seesContact);
});

test("rules of notifications, which nobody in particular asks, fire by what has a value alone", async () => {
  const [event] = await workspace.sql("select id from event where type = 'record/added' and record_id = $1", [
    records.a,
  ]);
  const titles = await workspace.as("sato", async ({ tx, platform }) => {
    const config = { publicUrl: "https://portal.example.jp" };
    const follower = recordFollower({ config, apps: platform.deployedApps, directories: makeDirectoryCache() });
    const id = String(event!["id"]);
    await follower.follow(
      tx,
      { ...{ id, type: "record/added", app, record: records.a }, revision: 1, by: null, at: now },
      now,
    );
    return tx.rows<{ title: string }>("select distinct title from notification where event_id = $1", [id]);
  });
  expect(titles).toEqual([{ title: '名称 != ""' }]);
});

test("in what a viewer asks himself the test is dropped, as on kintone: in queries and in what a lookup offers", async () => {
  const found = async (who: string, query: string) =>
    (
      await workspace.as(who, (context) => readRecords(context, { app, query: `${query} order by 名称 asc` }))
    ).records.map((record) => record["名称"]!.value);
  expect([await found("a", own), await found("a", others)]).toEqual([["a"], ["b"]]);
  expect([await found("sato", own), await found("sato", others)]).toEqual([
    ["a", "b"],
    ["a", "b"],
  ]);
  const offered = async (who: string) =>
    (await workspace.as(who, (context) => findCandidates(context, { app, field: "相手" }))).candidates.map(
      ({ key }) => key,
    );
  expect([await offered("a"), await offered("sato")]).toEqual([["a"], ["a", "b"]]);
});
