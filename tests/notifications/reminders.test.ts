import { afterAll, beforeAll, expect, test } from "vitest";
import type { ReminderNotification } from "../../app-definitions/definition.ts";
import { followEvents, type Follower } from "../../server/events/follow.ts";
import { makeDeployedAppsCache } from "../../server/apps/deployed-apps.ts";
import { makeDirectoryCache } from "../../server/identity/directory-cache.ts";
import { notificationFollowers } from "../../server/notifications/follow-events.ts";
import { remind } from "../../server/notifications/reminders/remind.ts";
import { addRecords } from "../../server/records/add-records.ts";
import { updateRecord } from "../../server/records/update-records.ts";
import { definitionOf, makeWorkspace, type Workspace } from "../records/workspace.ts";

let workspace: Workspace;
let app: string;
let followers: readonly Follower[];
const apps = makeDeployedAppsCache();

const group = (code: string) => ({ entity: { type: "GROUP" as const, code } });
const rule = (title: string, timing: object, filterCond = ""): ReminderNotification => ({
  ...{ title, filterCond, timing: timing as ReminderNotification["timing"] },
  targets: [group("secretariat"), { entity: { type: "FIELD_ENTITY", code: "医療機関" } }],
});

beforeAll(async () => {
  workspace = await makeWorkspace();
  const definition = definitionOf(
    "reminders",
    {
      件名: { type: "SINGLE_LINE_TEXT" },
      期限: { type: "DATE" },
      面談: { type: "DATETIME" },
      医療機関: { type: "ORGANIZATION_SELECT", entities: [] },
    },
    {
      recordAcl: {
        rights: [
          {
            filterCond: '件名 like "内部"',
            entities: [{ ...group("secretariat"), viewable: true, editable: true, deletable: true }],
          },
        ],
      } as never,
      notifications: {
        general: { notifications: [], notifyToCommenter: false },
        perRecord: { notifications: [] },
        reminder: {
          timezone: "Asia/Tokyo",
          notifications: [
            rule("期限の前日です", { code: "期限", daysLater: "-1", time: "09:00" }, '件名 != "済"'),
            rule("期限を過ぎました", { code: "期限", daysLater: "1", hoursLater: "10" }),
            rule("まもなく面談です", { code: "面談", daysLater: "0", hoursLater: "-2" }),
            rule("面談の翌日です", { code: "面談", daysLater: "1", time: "08:30" }),
          ],
        },
      },
    },
  );
  app = (await workspace.deploy(definition)).apps[0]!.id;
  followers = notificationFollowers({
    config: { publicUrl: "https://localhost" },
    apps,
    directories: makeDirectoryCache(),
  });
});
afterAll(() => workspace.drop());

/** Runs the job at this moment of Japan's clocks, and says who is told what of which record by now. */
async function at(local: string) {
  const clock = () => new Date(`${local}:30+09:00`);
  await workspace.sql("delete from notification");
  await remind({ database: workspace.database, deployedApps: apps, clock }, new AbortController().signal);
  await followEvents({ database: workspace.database, clock }, followers);
  const rows = await workspace.sql(
    `select n.title, n.record_id, string_agg(u.code, ',' order by u.code) as people from notification n
     join user_account u on u.id = n.user_id group by 1, 2 order by 2, 1`,
  );
  return rows.map((row) => [row["title"], names.get(String(row["record_id"])), row["people"]]);
}
const names = new Map<string, string>();

test("each falls due once, at its time in the app's time zone, for those who may see the record then", async () => {
  const records = {
    公開: { 期限: "2026-12-05", 面談: "2026-12-03T01:00:00Z", 医療機関: [{ code: "hospital-a" }] },
    内部: { 期限: "2026-12-05", 医療機関: [{ code: "hospital-a" }] },
    済: { 期限: "2026-12-05" },
    空: {},
  };
  expect(await at("2026-12-01T00:00"), "what is due before the first run is not made up for").toEqual([]);
  const { ids } = await workspace.as("sato", (context) =>
    addRecords(context, {
      app,
      records: Object.entries(records).map(([name, values]) =>
        Object.fromEntries(Object.entries({ 件名: name, ...values }).map(([code, value]) => [code, { value }])),
      ),
    }),
  );
  Object.keys(records).forEach((name, index) => names.set(ids[index]!, name));
  await followEvents({ database: workspace.database, clock: () => new Date("2026-12-01T00:00:00Z") }, followers);

  const staff = "admin,sato";
  expect(await at("2026-12-03T07:59")).toEqual([]);
  expect(await at("2026-12-03T08:00")).toEqual([["まもなく面談です", "公開", `a,${staff}`]]);
  expect(await at("2026-12-03T08:00"), "again at the same time").toEqual([]);
  expect(await at("2026-12-03T08:20")).toEqual([]);
  // The portal was stopped over night: both are made up for, each in its own words.
  expect(await at("2026-12-04T09:09")).toEqual([
    ["期限の前日です", "公開", `a,${staff}`],
    ["面談の翌日です", "公開", `a,${staff}`],
    ["期限の前日です", "内部", staff],
  ]);
  expect(await at("2026-12-06T09:59")).toEqual([]);
  await workspace.as("sato", (context) =>
    updateRecord(context, { app, id: ids[0]!, record: { 件名: { value: "内部へ" } } }),
  );
  expect(await at("2026-12-06T10:00")).toEqual([
    ["期限を過ぎました", "公開", staff],
    ["期限を過ぎました", "内部", staff],
    ["期限を過ぎました", "済", staff],
  ]);
});
