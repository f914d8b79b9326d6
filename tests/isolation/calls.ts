import { canaries, codes, type Things } from "./two-worlds.ts";

/** Input of one call; every endpoint gets several. */
export type Input = Readonly<Record<string, unknown>>;

type Inputs = (things: Things) => readonly Input[];

const text = (value: string) => ({ value });
const draftValues = { 担当部署: text("写し") };
const some =
  (...inputs: readonly Input[]): Inputs =>
  () =>
    inputs;

/** A record of the other hospital, one of the ledger, which is out of reach as a whole, and one that nobody has. */
const strange = ({ hospital, institutions, other }: Things) => [
  { app: hospital, id: other.record },
  { app: institutions, id: other.institution },
  { app: hospital, id: "99999" },
  { app: "99999", id: "1" },
];
const both = (things: Things) => [{ app: things.hospital, id: things.record }, ...strange(things)];
const inRecords = (things: Things) => both(things).map(({ app, id }) => ({ app, record: id }));
const apps = ({ hospital, institutions, faq }: Things) =>
  [hospital, institutions, faq, "99999"].map((app) => ({ app }));
const files = ({ fileKey, other }: Things) =>
  [fileKey, other.fileKey, other.unclaimedKey, "0".repeat(40)].map((key) => ({ fileKey: key }));
const put = (payload: Input) => ({ method: "PUT", api: "/k/v1/record.json", payload });
const organizationRule = { attribute: "organization", code: codes.otherHospital };
const users = ({ other }: Things) => [{ id: other.user }, { id: 99_999 }];

const queries = ({ other }: Things) => [
  "",
  `医療機関名 like "${canaries.name}"`,
  `医療機関 in ("${codes.otherHospital}")`,
  `作成者 in ("${codes.other}") or 更新者 in ("${codes.other}")`,
  `$id = "${other.record}"`,
  `レコード番号 >= 1 order by 担当者氏名 desc limit 500`,
  `事務局メモ like "${canaries.note}"`,
  `調査予定日 > "2030-01-01" order by 調査予定日 desc`,
  `接続先 in ("${canaries.table}")`,
  "order by $id desc limit 1 offset 1",
];

/** How to call an endpoint as one hospital that means no good; undefined for one that has no row here. */
export function callsOf(name: string): Inputs | undefined {
  const setting = /^(?:GET|POST|PUT|DELETE) \/k\/v1\/(?:preview\/)?([\w/]+)\.json$/.exec(name)?.[1] ?? "";
  if (!(name in calls) && setting in settings) return settings[setting];
  // What an endpoint takes and gives is the same for everybody.
  return name.startsWith("GET /k/v1/apis") ? some({}) : calls[name];
}

const inApps =
  (input: Input): Inputs =>
  (things) =>
    apps(things).map(({ app }) => ({ app, ...input }));

const other = { entity: { type: "USER", code: codes.other } };
const otherHospital = { entity: { type: "ORGANIZATION", code: codes.otherHospital } };

/** Settings that name people and organisations: whoever may not change them must not learn which of these there are. */
const namingTheOther: Readonly<Record<string, Inputs>> = {
  "app/acl": inApps({ rights: [other, otherHospital] }),
  "record/acl": inApps({ rights: [{ entities: [other, otherHospital] }] }),
  "field/acl": inApps({ rights: [{ code: "事務局メモ", entities: [{ ...other, accessibility: "READ" }] }] }),
  "app/notifications/general": inApps({ notifications: [other] }),
  "app/notifications/perRecord": inApps({ notifications: [{ targets: [otherHospital] }] }),
  "app/notifications/reminder": inApps({
    notifications: [{ timing: { code: "調査予定日", daysLater: "1", time: "09:00" }, targets: [other] }],
  }),
};

/** What a hospital tries with the settings of apps, by kintone's path; live, in preview, whatever the method. */
const settings: Readonly<Record<string, Inputs>> = {
  form: apps,
  "app/form/fields": inApps({ properties: {}, fields: ["事務局メモ"] }),
  "app/form/layout": inApps({ layout: [] }),
  "app/views": inApps({ views: {} }),
  "app/settings": inApps({ name: "改名" }),
  "app/status": inApps({ enable: false }),
  ...namingTheOther,
  "app/reports": inApps({ reports: {} }),
  "app/actions": inApps({ actions: {} }),
  "app/adminNotes": inApps({ content: "" }),
  "app/customize": inApps({ scope: "ALL" }),
  "app/plugins": inApps({ ids: [] }),
  "apps/statistics": some({}),
  "spaces/statistics": some({}),
  "app/move": inApps({ space: null }),
  "app/deploy": (things) => apps(things).flatMap(({ app }) => [{ apps: [app] }, { apps: [{ app }], revert: true }]),
  app: some({ name: "自作" }, { name: "自作", space: "1", thread: "1" }),
  space: some({ id: "1", name: "改名" }, { id: "99999" }),
  "space/body": some({ id: "1", body: "" }),
  "space/members": some({ id: "1", members: [{ entity: { type: "USER", code: codes.other }, isAdmin: true }] }),
  "space/thread": ({ thread }) => [
    { space: "1", name: "x" },
    { id: thread, name: "x" },
  ],
  "space/thread/comment": ({ thread }) => [
    { space: "1", thread, comment: { text: "x", mentions: [{ type: "USER", code: codes.other }] } },
    { space: "2", thread, comment: { text: "x" } },
  ],
  "space/guests": some({ id: "1", guests: [] }),
  guests: some(
    { guests: [{ code: codes.other, name: "x", password: "xyz", timezone: "UTC" }] },
    { guests: [codes.other] },
  ),
  "template/space": some({
    id: "1",
    name: "x",
    members: [{ entity: { type: "USER", code: codes.other }, isAdmin: true }],
  }),
  plugins: some({}, { ids: ["x"] }),
  "plugins/required": some({}),
  "plugin/apps": some({ id: "x" }),
  plugin: some({ id: "x", fileKey: "x" }, { id: "x" }),
  search: () => Object.values(canaries).map((word) => ({ query: [{ operator: "OR", keywords: [word.slice(0, 50)] }] })),
};

/** By method and path; each endpoint must have a row. */
export const calls: Readonly<Record<string, Inputs>> = {
  "GET /portal/v1/session.json": some({}),
  "GET /portal/v1/devices.json": some({}),
  "GET /portal/v1/home.json": some({}),
  "GET /portal/v1/thread.json": ({ thread }) => [{ id: thread }, { id: "99999" }],
  "GET /portal/v1/app.json": apps,
  "GET /portal/v1/app/definition.json": (things) => [...apps(things), ...inApps({ preview: true })(things)],
  "PUT /portal/v1/app/definition.json": inApps({ definition: {} }),
  "GET /portal/v1/reports.json": apps,
  "GET /portal/v1/records/aggregate.json": (things) => [
    ...apps(things),
    ...["医療機関", "作成者", "更新日時:DAY", "事務局メモ", "調査予定日:MONTH"].map((group) => ({
      app: things.hospital,
      groups: [group],
      aggregations: ["COUNT", "MAX:レコード番号", "MAX:更新日時"],
    })),
    { app: things.hospital, aggregations: ["MAX:調査予定日", "SUM:レコード番号"] },
    { app: things.hospital, view: "同意待ち", groups: ["医療機関"], sorts: ["TOTAL:DESC"], limit: 10_000 },
    ...["都道府県別の医療機関", "担当者ごとの進捗", "申し送りのある医療機関", "無い表"].map((report) => ({
      app: things.hospital,
      report,
    })),
    ...queries(things).map((query) => ({ app: things.hospital, query: query.replace(/ ?order by.*/, "") })),
  ],
  "GET /portal/v1/records.json": (things) => [
    ...apps(things),
    ...Object.values(canaries).map((search) => ({ app: things.hospital, search, totalCount: true })),
    ...["カ", "canary", "沖縄", "必要", "専用線"].map((search) => ({ app: things.hospital, search, totalCount: true })),
    ...queries(things).map((query) => ({
      app: things.hospital,
      query: query.replace(/ ?order by.*/, ""),
      totalCount: true,
    })),
    ...["すべての医療機関", "同意待ち", "バックアップ支援が必要", "調査予定順"].map((view) => ({
      app: things.hospital,
      view,
      totalCount: true,
    })),
    { app: things.institutions, search: "カナリア", totalCount: true },
  ],
  "GET /portal/v1/record.json": both,
  "GET /portal/v1/record/new.json": apps,
  "GET /portal/v1/record/history.json": both,
  "GET /portal/v1/record/print.pdf": both,
  "GET /portal/v1/record/consent.pdf": (things) => both(things).map((input) => ({ ...input, field: "参加同意" })),
  "POST /portal/v1/record/preview.json": (things) => both(things).map((input) => ({ ...input, values: draftValues })),
  "GET /portal/v1/draft.json": inRecords,
  "PUT /portal/v1/draft.json": (things) =>
    inRecords(things).map((input) => ({ ...input, revision: null, values: draftValues })),
  "DELETE /portal/v1/draft.json": inRecords,
  "GET /portal/v1/files/view": files,
  "GET /portal/v1/comments.json": inRecords,
  "GET /portal/v1/mentionables.json": (things) =>
    inRecords(things).flatMap((input) => ["", "c", "カ", "小", "hp"].map((q) => ({ ...input, q }))),
  "GET /portal/v1/pickables.json": (things) =>
    ["医療機関", "事務局担当者"].flatMap((field) =>
      ["", "c", "カ", "小", "hp", "org"].map((q) => ({ app: things.hospital, record: things.record, field, q })),
    ),
  "GET /portal/v1/assignables.json": (things) =>
    inRecords(things).flatMap((input) => ["", "カ"].map((q) => ({ ...input, q }))),
  "GET /portal/v1/lookup.json": (things) =>
    apps(things).flatMap((input) => ["", "カ", "canary"].map((q) => ({ ...input, field: "医療機関名", q }))),
  "GET /portal/v1/related.json": (things) => inRecords(things).map((input) => ({ ...input, field: "医療機関名" })),
  "GET /portal/v1/notifications.json": some({}, { filter: "all" }, { filter: "unread" }, { filter: "flagged" }),
  "GET /portal/v1/notifications/count.json": some({}),
  "POST /portal/v1/notifications/read.json": (things) => [
    { ids: [things.other.notification] },
    ...inRecords(things).slice(1),
  ],
  "POST /portal/v1/notifications/flag.json": ({ other }) => [{ id: other.notification, flagged: true }],

  "GET /portal/v1/access/matrix.json": (things) => [
    ...apps(things),
    { app: things.hospital, record: things.record },
    ...strange(things).map(({ app, id }) => ({ app, record: id })),
  ],
  "GET /portal/v1/access/people.json": (things) =>
    apps(things).flatMap((input) => ["", "カ", "canary"].map((q) => ({ ...input, q }))),
  "GET /portal/v1/access/explain.json": (things) => [
    ...[codes.other, codes.looker, "nobody"].flatMap((user) => [
      { app: things.hospital, user },
      { app: things.hospital, user, record: things.record, field: "事務局メモ" },
      { app: things.hospital, user, record: things.other.record },
      { app: things.institutions, user, record: things.other.institution },
    ]),
  ],

  "GET /k/v1/app.json": (things) => apps(things).map(({ app }) => ({ id: app })),
  "GET /k/v1/apps.json": some({}),
  "GET /k/v1/app/form/fields.json": apps,
  "GET /k/v1/app/form/layout.json": apps,
  "GET /k/v1/app/views.json": apps,
  "GET /k/v1/app/settings.json": apps,
  "GET /k/v1/record.json": both,
  "GET /k/v1/records.json": (things) => [
    ...apps(things),
    ...queries(things).map((query) => ({ app: things.hospital, query, totalCount: true })),
    { app: things.institutions, query: `医療機関名 like "カナリア"`, totalCount: true },
  ],
  "GET /k/v1/records/acl/evaluate.json": (things) => both(things).map(({ app, id }) => ({ app, ids: [id] })),
  "GET /k/v1/record/comments.json": inRecords,
  "GET /k/v1/file.json": files,
  "POST /k/v1/records/cursor.json": (things) => [
    ...apps(things),
    ...queries(things).map((query) => ({
      app: things.hospital,
      query: query.replace(/ ?(limit|offset) .*/, ""),
      size: 100,
    })),
  ],
  "GET /k/v1/records/cursor.json": ({ other }) => [{ id: other.cursor }, { id: "no-such-cursor" }],
  "DELETE /k/v1/records/cursor.json": ({ other }) => [{ id: other.cursor }],
  "POST /k/v1/bulkRequest.json": (things) => [
    {
      requests: [
        put({ app: things.hospital, id: things.record, record: { アンケート回答日: text("2026-01-03") } }),
        put({ app: things.hospital, id: things.other.record, record: { アンケート回答日: text("2026-01-03") } }),
      ],
    },
    { requests: [put({ app: things.institutions, id: things.other.institution, record: {} })] },
  ],

  "POST /k/v1/record.json": (things) => [
    ...apps(things).map((input) => ({ ...input, record: {} })),
    { app: things.institutions, record: { 医療機関コード: text("canary-code-04d8") } },
  ],
  "PUT /k/v1/record.json": (things) => [
    ...strange(things).map((input) => ({ ...input, record: { アンケート回答日: text("2026-01-01") } })),
    { app: things.institutions, updateKey: { field: "医療機関コード", value: "canary-code-04d8" }, record: {} },
    { app: things.hospital, id: things.record, record: { 提出資料: { value: [{ fileKey: things.other.fileKey }] } } },
    {
      app: things.hospital,
      id: things.record,
      record: { 提出資料: { value: [{ fileKey: things.other.unclaimedKey }] } },
    },
    { app: things.hospital, id: things.record, record: { 医療機関: { value: [{ code: codes.otherHospital }] } } },
  ],
  "POST /k/v1/records.json": (things) => apps(things).map((input) => ({ ...input, records: [{}] })),
  "PUT /k/v1/records.json": (things) => [
    {
      app: things.hospital,
      records: [
        { id: things.record, record: { アンケート回答日: text("2026-01-02") } },
        { id: things.other.record, record: { アンケート回答日: text("2026-01-02") } },
      ],
    },
  ],
  "DELETE /k/v1/records.json": (things) => both(things).map(({ app, id }) => ({ app, ids: [id] })),
  "PUT /k/v1/record/status.json": (things) => strange(things).map((input) => ({ ...input, action: "完了する" })),
  "PUT /k/v1/records/status.json": (things) =>
    strange(things).map(({ app, id }) => ({ app, records: [{ id, action: "完了する" }] })),
  "PUT /portal/v1/record/categories.json": (things) => both(things).map((input) => ({ ...input, categories: [] })),
  "PUT /k/v1/record/assignees.json": (things) => both(things).map((input) => ({ ...input, assignees: [codes.other] })),
  "POST /k/v1/record/comment.json": (things) => [
    ...inRecords(things)
      .slice(1)
      .map((input) => ({ ...input, comment: { text: "?" } })),
    {
      app: things.hospital,
      record: things.record,
      comment: {
        text: "?",
        mentions: [
          { type: "USER", code: codes.other },
          { type: "ORGANIZATION", code: codes.otherHospital },
        ],
      },
    },
  ],
  "DELETE /k/v1/record/comment.json": (things) =>
    inRecords(things)
      .slice(1)
      .map((input) => ({ ...input, comment: things.other.comment })),
  "POST /k/v1/file.json": some({}),
  "POST /v1/file.json": some({}),
  "GET /portal/v1/bin.json": apps,
  "GET /portal/v1/bin/record.json": (things) => [
    { app: things.hospital, id: things.other.removed },
    { app: things.hospital, id: things.record },
    ...strange(things),
  ],
  "POST /portal/v1/bin/restore.json": (things) => [
    { app: things.hospital, ids: [things.other.removed] },
    ...strange(things).map(({ app, id }) => ({ app, ids: [id] })),
  ],
  "POST /portal/v1/record/restore.json": (things) => strange(things).map((input) => ({ ...input, revision: 1 })),

  "POST /portal/v1/thread/comment.json": ({ thread }) => [
    { thread: "99999", text: "?", mentions: [] },
    { thread, text: "?", mentions: [{ type: "USER", code: codes.other }] },
  ],
  "POST /portal/v1/announcement.json": some({ title: "t", body: "b", isImportant: false }),
  "PUT /portal/v1/announcement.json": some({ id: "1", title: "t" }),
  "DELETE /portal/v1/announcement.json": some({ id: "1" }),
  "POST /portal/v1/announcement/read.json": some({ id: "1" }, { id: "99999" }),
  "PUT /portal/v1/settings.json": some({}),
  "PUT /portal/v1/password.json": some({ current: "wrong", new: "something-new-1" }),
  "DELETE /portal/v1/sessions.json": ({ other }) => [{ id: other.session }, { id: "0".repeat(64) }],

  "GET /portal/v1/admin/organizations.json": some({}, { q: "カナリア" }),
  "POST /portal/v1/admin/organizations.json": some({ code: codes.otherHospital, name: "x" }),
  "PUT /portal/v1/admin/organizations.json": ({ other }) => [
    { id: other.organization, name: "x", updatedAt: "2026-01-01T00:00:00Z" },
  ],
  "POST /portal/v1/admin/hospital.json": some({
    organization: { code: codes.otherHospital, name: "x" },
    person: { code: codes.other, name: "x" },
  }),
  "GET /portal/v1/admin/users.json": some({}, { q: "カナリア" }),
  "POST /portal/v1/admin/user.json": some({ code: codes.other, name: "x" }),
  "PUT /portal/v1/admin/user.json": (things) => users(things).map((input) => ({ ...input, name: "x" })),
  "POST /portal/v1/admin/user/suspend.json": users,
  "POST /portal/v1/admin/user/reactivate.json": users,
  "POST /portal/v1/admin/user/password.json": users,
  "GET /portal/v1/admin/groups.json": some({}),
  "POST /portal/v1/admin/groups.json": some({ code: "x", name: "x" }),
  "PUT /portal/v1/admin/groups.json": some({ id: 1, name: "x" }),
  "POST /portal/v1/admin/group/preview.json": some({ rule: { match: "all", conditions: [organizationRule] } }),
  "POST /portal/v1/admin/invite.json": ({ other }) => [{ user: other.user }],
  "POST /portal/v1/admin/invite/cancel.json": some({ id: "1" }),
  "POST /portal/v1/admin/letter.pdf": ({ other }) => [{ user: other.user, initialPassword: "x" }],
  "GET /portal/v1/openapi.json": some({}),
  "GET /v1/users.json": ({ other }) => [{}, { ids: [other.user] }, { codes: [codes.other] }],
  "GET /v1/organizations.json": some({}, { codes: [codes.otherHospital] }),
  "GET /v1/groups.json": some({}),
  "GET /v1/titles.json": some({}),
  "GET /v1/user/organizations.json": some({ code: codes.other }, { code: "nobody" }),
  "GET /v1/user/groups.json": some({ code: codes.other }, { code: "nobody" }),
  "GET /v1/organization/users.json": some({ code: codes.otherHospital }, { code: "nothing" }),
  "GET /v1/group/users.json": some({ code: "everyone" }, { code: "hospitals" }, { code: "nothing" }),
  "GET /v1/users/services.json": some({}),
  "GET /v1/csv/result.json": some({ id: "1" }),
  "GET /v1/csv/user.csv": some({}),
  "GET /v1/csv/title.csv": some({}),
  "GET /v1/csv/userServices.csv": some({}),
  "GET /v1/csv/organization.csv": some({}),
  "GET /v1/csv/group.csv": some({}),
  "GET /v1/csv/userOrganizations.csv": some({}),
  "GET /v1/csv/userGroups.csv": some({}),
  "POST /v1/csv/user.json": files,
  "POST /v1/csv/title.json": files,
  "POST /v1/csv/userServices.json": files,
  "POST /v1/csv/organization.json": files,
  "POST /v1/csv/group.json": files,
  "POST /v1/csv/userOrganizations.json": files,
  "POST /v1/csv/userGroups.json": files,
  "GET /portal/v1/admin/tokens.json": some({}),
  "POST /portal/v1/admin/tokens.json": ({ hospital }) => [{ app: hospital, name: "x", rights: [] }],
  "DELETE /portal/v1/admin/tokens.json": some({ id: "1" }),
  "GET /portal/v1/admin/certificates.json": some({}, { q: "カナリア" }),
  "POST /portal/v1/admin/certificate/revoke.json": ({ other }) => [{ id: other.certificate, reason: "unspecified" }],
  "GET /portal/v1/admin/space-templates.json": some({}),
  "POST /portal/v1/admin/space-templates.json": some({ space: "1", name: "x" }),
  "DELETE /portal/v1/admin/space-templates.json": some({ id: "1" }),
  "GET /portal/v1/admin/mails.json": some({}),
  "GET /portal/v1/admin/events.json": some({}),
};
