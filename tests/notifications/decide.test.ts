import { describe, expect, test } from "vitest";
import type { AppDefinition, GeneralNotification, PerRecordNotification } from "../../app-definitions/definition.ts";
import type { DeployedApp, DeployedField } from "../../server/apps/deployed-app.ts";
import type { EventType } from "../../server/events/event.ts";
import { buildDirectory, type DirectoryUser } from "../../server/identity/directory.ts";
import { decideRecipients, type Happened } from "../../server/notifications/decide.ts";
import type { RecordRow } from "../../server/records/record-row.ts";

const person = (id: number, code: string, more: Partial<DirectoryUser> = {}) => ({
  ...{ id, code, name: code, email: `${code}@example.jp`, phone: "", locale: "ja" as const, timezone: "Asia/Tokyo" },
  ...{ isAdministrator: false, status: "active" as const, mailNotifications: "to-me" as const },
  primaryOrganizationId: null,
  ...more,
});
const directory = buildDirectory({
  version: "1",
  users: [
    person(1, "sato"),
    person(2, "tanaka"),
    person(3, "gone", { status: "suspended" }),
    person(4, "hosp-a"),
    person(5, "hosp-b"),
    person(6, "silent-a", { mailNotifications: "none" }),
    person(7, "keen", { mailNotifications: "all" }),
    person(8, "no-address", { email: "" }),
  ],
  organizations: [20, 21, 22].map((id) => ({
    ...{ id, code: `org${id}`, name: `org${id}`, parentId: id === 22 ? 21 : null, description: "" },
  })),
  groups: [{ id: 30, code: "secretariat", name: "事務局", description: "" }],
  organizationMembers: [
    { user: 4, organization: 20 },
    { user: 6, organization: 20 },
    { user: 8, organization: 20 },
    { user: 5, organization: 22 },
  ],
  groupMembers: [1, 2, 3, 7].map((user) => ({ user, group: 30 })),
});

const fields = ["医療機関", "担当者", "報告書", "状態", "作業者"].map((code, at) => {
  const property = { type: code === "作業者" ? "STATUS_ASSIGNEE" : "OTHER" };
  return { id: at + 1, code, property } as DeployedField;
});
const row = (values: Record<number, unknown>): RecordRow => ({
  id: "9",
  revision: 2,
  values: new Map(fields.map(({ id }) => [id, (values[id] ?? null) as never])),
});
const hospitalA = row({ 1: [20] });

function appWith(general: GeneralNotification[], perRecord: PerRecordNotification[] = [], notifyToCommenter = false) {
  const notifications = {
    general: { notifications: general, notifyToCommenter },
    perRecord: { notifications: perRecord },
    reminder: { notifications: [], timezone: "Asia/Tokyo" },
  };
  return {
    id: "5",
    creatorId: 1,
    definition: { notifications } as unknown as AppDefinition,
    fields: new Map(fields.map((field) => [field.code, field])),
  } as unknown as DeployedApp;
}
const none = {
  recordAdded: false,
  recordEdited: false,
  commentAdded: false,
  statusChanged: false,
  fileImported: false,
};
const group = (code: string) => ({ entity: { type: "GROUP" as const, code } });
const inField = (code: string, includeSubs = false) => ({
  entity: { type: "FIELD_ENTITY" as const, code },
  includeSubs,
});

function decide(app: DeployedApp, type: EventType, more: Partial<Happened> = {}, hidden: readonly number[] = []) {
  const happened: Happened = {
    event: { id: "1", at: new Date(0), type, app: "5", record: "9", by: 1 },
    ...{ app, after: hospitalA, before: hospitalA, changed: new Set(), mentioned: new Set(), commenters: new Set() },
    ...more,
  };
  const asked: number[] = [];
  const recipients = decideRecipients(happened, {
    directory,
    // The condition "状態" holds for records whose fourth field is set; the empty one for all.
    holds: (filterCond, of) => filterCond === "" || of.values.get(4) !== null,
    mayView: (user) => {
      asked.push(user.id);
      return !hidden.includes(user.id);
    },
  });
  return {
    asked,
    told: recipients.map(({ user, reason, isToMe, hasMail }) => [user.code, reason, isToMe, hasMail]),
    recipients,
  };
}

describe("general rules", () => {
  const app = appWith([
    { ...none, ...group("secretariat"), commentAdded: true },
    { ...none, ...inField("医療機関"), commentAdded: true, mail: true },
  ]);

  test("a comment reaches the group and the organisation in the field, not its author, not the suspended", () => {
    expect(decide(app, "comment/posted").told).toEqual([
      ["tanaka", "comment", false, false],
      ["keen", "comment", false, true],
      ["hosp-a", "comment", true, true],
      ["silent-a", "comment", true, false],
      ["no-address", "comment", true, false],
    ]);
  });

  test.each(["record/added", "record/edited", "record/status-changed", "record/deleted", "comment/deleted"] as const)(
    "%s fires no rule for comments",
    (type) => expect(decide(app, type).told).toEqual([]),
  );

  test("who newly has to act is told as a person, once, and before what the rules say", () => {
    const loud = appWith([{ ...none, ...group("secretariat"), statusChanged: true }]);
    const [before, after] = [row({ 5: [4] }), row({ 5: [1, 2, 3, 4] })];
    expect(decide(loud, "record/status-changed", { before, after }).told).toEqual([
      ["tanaka", "assigned", true, true],
      ["keen", "status", false, true],
    ]);
    expect(decide(appWith([]), "record/edited", { before, after }).told).toEqual([]);
  });

  test("another hospital is neither told nor asked about", () => {
    expect(decide(app, "comment/posted").asked).not.toContain(5);
  });

  test("who cannot view the record drops out", () => {
    expect(decide(app, "comment/posted", {}, [2, 4, 6, 7, 8]).told).toEqual([]);
  });

  test("everyone cannot widen what may be viewed", () => {
    const loud = appWith([{ ...none, ...group("everyone"), recordEdited: true }]);
    expect(decide(loud, "record/edited", {}, [4, 5, 6, 8]).told.map(([code]) => code)).toEqual(["tanaka", "keen"]);
  });

  test("a field that is empty, unknown or null names nobody", () => {
    const odd = appWith([
      { ...none, ...inField("担当者"), recordEdited: true },
      { ...none, ...inField("未知"), recordEdited: true },
      { ...none, entity: { type: "USER", code: null }, recordEdited: true },
      { ...none, entity: { type: "USER", code: "nobody" }, recordEdited: true },
      { ...none, entity: { type: "ORGANIZATION", code: "nowhere" }, recordEdited: true },
    ]);
    expect(decide(odd, "record/edited").told).toEqual([]);
    expect(decide(odd, "record/edited", { after: null }).told).toEqual([]);
  });

  test("sub-organisations only where the rule includes them", () => {
    const above = row({ 1: [21] });
    const rule = (subs: boolean) => appWith([{ ...none, ...inField("医療機関", subs), recordEdited: true }]);
    expect(decide(rule(false), "record/edited", { after: above }).told).toEqual([]);
    expect(decide(rule(true), "record/edited", { after: above }).told).toEqual([["hosp-b", "edited", true, true]]);
  });
});

describe("mentions and commenters", () => {
  test("a mention is to me and goes before every other reason", () => {
    const app = appWith([{ ...none, ...group("secretariat"), commentAdded: true }]);
    expect(decide(app, "comment/posted", { mentioned: new Set([2]) }).told).toEqual([
      ["tanaka", "mentioned", true, true],
      ["keen", "comment", false, true],
    ]);
  });

  test("mentioning those who cannot view, the suspended and oneself tells nobody", () => {
    const told = decide(appWith([]), "comment/posted", { mentioned: new Set([1, 3, 5, 99]) }, [5]).told;
    expect(told).toEqual([]);
  });

  test("earlier commenters hear only if the app says so", () => {
    const commenters = new Set([2, 4]);
    expect(decide(appWith([]), "comment/posted", { commenters }).told).toEqual([]);
    expect(decide(appWith([], [], true), "comment/posted", { commenters }).told).toEqual([
      ["tanaka", "comment", false, false],
      ["hosp-a", "comment", false, false],
    ]);
    expect(decide(appWith([], [], true), "record/edited", { commenters }).told).toEqual([]);
  });
});

describe("rules with a condition", () => {
  const rule = (more: Partial<PerRecordNotification> = {}): PerRecordNotification => ({
    ...{ filterCond: "状態", title: "進みました", targets: [inField("医療機関")] },
    ...more,
  });
  const off = row({ 1: [20] });
  const on = row({ 1: [20], 4: 1 });

  test.each([
    ["newly holds", off, on, true],
    ["held before", on, on, false],
    ["no longer holds", on, off, false],
    ["never held", off, off, false],
    ["holds from the beginning", null, on, true],
    ["is gone", on, null, false],
  ])("%s", (_name, before, after, isTold) => {
    const { told } = decide(appWith([], [rule()]), before ? "record/edited" : "record/added", { before, after });
    expect(told.length > 0).toBe(isTold);
  });

  test.each([
    ["the field changed", [3], "record/edited", off, true],
    ["another field changed", [2], "record/edited", off, false],
    ["nothing changed", [], "record/edited", off, false],
    ["a new record holds it", [3], "record/added", null, false],
    ["a comment on the record", [3], "comment/posted", off, false],
  ] as const)("whenChanged: %s", (_name, changed, type, before, isTold) => {
    const app = appWith([], [rule({ filterCond: "", whenChanged: ["報告書", "未知"] })]);
    expect(decide(app, type, { before, changed: new Set(changed) }).told.length > 0).toBe(isTold);
  });

  test("two rules that fire make one notification with both titles, and a mail if one asks for it", () => {
    const both = appWith(
      [],
      [
        rule({ filterCond: "", whenChanged: ["報告書"], title: "資料", targets: [group("secretariat")] }),
        rule({ filterCond: "", whenChanged: ["報告書"], title: "予定", targets: [group("secretariat")], mail: true }),
      ],
    );
    const { recipients } = decide(both, "record/edited", { changed: new Set([3]) });
    expect(recipients.map(({ user, title, hasMail }) => [user.code, title, hasMail])).toEqual([
      ["tanaka", "資料\n予定", true],
      ["keen", "資料\n予定", true],
    ]);
  });
});
