import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Entity } from "../../app-definitions/definition.ts";
import { pathOf } from "../../server/files/receive-upload.ts";
import { insertUpload } from "../../server/files/store.ts";
import { postComment } from "../../server/comments/post-comment.ts";
import type { Context } from "../../server/http/context.ts";
import { addRecord } from "../../server/records/add-records.ts";
import { createCursor } from "../../server/records/cursors/cursors.ts";
import { deleteRecords } from "../../server/records/delete-records.ts";
import { readOne } from "../../server/records/read-records.ts";
import { updateRecord } from "../../server/records/update-records.ts";
import { definitionOf, makeWorkspace, now } from "../records/workspace.ts";

const group = (code: string): Entity => ({ type: "GROUP", code });
const text = { type: "SINGLE_LINE_TEXT" };
const may = { viewable: true, editable: true, deletable: true };
const state = (name: string, index: string) => ({ name, index, assignee: { type: "ONE" as const, entities: [] } });
const terms = [{ version: "1", title: "規約", body: "<p>…</p>", effectiveOn: "2026-04-01" }];

/** Hospitals in one app, each its own; everything that can hang on a record hangs on B's, with canaries in it. */
const hospitals = definitionOf(
  "hospitals",
  {
    名称: text,
    コード: { ...text, unique: true },
    地域: text,
    医療機関: { type: "ORGANIZATION_SELECT", entities: [] },
    要否: text,
    予定: text,
    同意: { type: "CONSENT", statement: "同意します", terms },
    資料: { type: "FILE" },
    状態: { type: "STATUS" },
    作業者: { type: "STATUS_ASSIGNEE" },
    同じ地域: {
      type: "REFERENCE_TABLE",
      referenceTable: {
        ...{ relatedApp: { code: "hospitals" }, condition: { field: "地域", relatedField: "地域" } },
        ...{ displayFields: ["名称"], filterCond: "", sort: "", size: "10" },
      },
    },
  },
  {
    settings: { name: "hospitals", titleField: { selectionMode: "MANUAL", code: "名称" } },
    recordAcl: {
      rights: [
        {
          filterCond: "",
          entities: [
            { entity: group("secretariat"), ...may },
            { entity: { type: "FIELD_ENTITY", code: "医療機関" }, ...may },
          ],
        },
      ],
    },
    tabs: [{ code: "support", label: "支援", fields: ["予定"], when: '要否 = "要"' }],
    process: {
      enable: true,
      states: { 未着手: state("未着手", "0"), 完了: state("完了", "1") },
      actions: [{ name: "進める", from: "未着手", to: "完了", filterCond: "" }],
    },
    notifications: {
      general: { notifications: [], notifyToCommenter: false },
      perRecord: {
        notifications: [
          {
            ...{ filterCond: 'コード = "canary-code"', title: "canary-rule", mail: true, whenChanged: ["地域"] },
            targets: [{ entity: group("hospitals"), includeSubs: false }],
          },
        ],
      },
      reminder: { notifications: [], timezone: "Asia/Tokyo" },
    },
  },
);
const visits = definitionOf("visits", {
  機関: {
    ...text,
    lookup: {
      ...{ relatedApp: { code: "hospitals" }, relatedKeyField: "コード", filterCond: "", sort: "コード asc" },
      ...{ fieldMappings: [{ field: "機関名", relatedField: "名称" }], lookupPickerFields: ["名称"] },
    },
  },
  機関名: text,
});

/** Where hospital A looks, and what of B is there. */
export interface WallWorld {
  /** Runs `work` as this person and takes back whatever it wrote; gives its answer, or throws what it threw. */
  as<Answer>(code: string, work: (context: Context) => Promise<Answer>): Promise<Answer>;
  incidents(): Promise<number>;
  stop(): Promise<void>;
  readonly app: string;
  readonly visits: string;
  /** Records of A and B, and one of B's in the bin. */
  readonly a: string;
  readonly b: string;
  readonly removed: string;
  readonly fileKey: string;
  /** A's own cursor, on whose page one of B's records stands. */
  readonly cursor: string;
  /** An edit of B's record. */
  readonly edited: { id: string; type: "record/edited"; revision: number; by: number | null };
}

/** Carries an answer out of a transaction that must not last. */
class TakenBack extends Error {
  constructor(readonly answer: unknown) {
    super("taken back");
  }
}

export async function makeWallWorld(): Promise<WallWorld> {
  const workspace = await makeWorkspace();
  const filesFolder = await mkdtemp(join(tmpdir(), "madoguchi-walls-"));
  const request = <Answer>(code: string, work: (context: Context) => Promise<Answer>) =>
    workspace.as(code, (context) => {
      const random = (octets: number) => randomBytes(octets);
      const config = { publicUrl: "https://portal.example.jp" } as Context["platform"]["config"];
      return work({ ...context, platform: { ...context.platform, config, random, filesFolder } });
    });
  const { apps } = await workspace.deploy(hospitals, visits);
  const [app, visitsApp] = apps.map(({ id }) => id) as [string, string];

  const add = (values: Record<string, unknown>) => {
    const record = Object.fromEntries(Object.entries(values).map(([code, value]) => [code, { value }]));
    return request("sato", async (context) => (await addRecord(context, { app, record })).id);
  };
  const of = (hospital: string) => [{ code: `hospital-${hospital}` }];
  const uploaded = "f".repeat(32);
  await request("sato", (context) =>
    insertUpload(context.tx, {
      ...{ key: uploaded, name: "canary.pdf", content_type: "application/pdf", sha256: "0", storage_name: uploaded },
      ...{ size_bytes: 6, uploaded_by: context.viewer.userId, uploaded_at: now },
    }),
  );
  await mkdir(dirname(pathOf(filesFolder, uploaded)));
  await writeFile(pathOf(filesFolder, uploaded), "canary");
  const a = await add({ 名称: "A", コード: "a", 地域: "東", 医療機関: of("a") });
  const b = await add({
    ...{ 名称: "canary-name", コード: "canary-code", 地域: "東", 医療機関: of("b"), 要否: "要", 予定: "canary-tab" },
    資料: [{ fileKey: uploaded }],
  });
  const removed = await add({ 名称: "canary-removed", 医療機関: of("b") });
  await request("sato", (context) => deleteRecords(context, { app, ids: [removed] }));
  await request("sato", (context) => postComment(context, { app, record: b, comment: { text: "canary-comment" } }));
  const record = { 地域: { value: "東" } };
  const hidden = { 要否: { value: "要" }, 予定: { value: "canary-hidden" } };
  const consent = { 同意: { value: { action: "AGREE", version: "1" } } };
  for (const [who, id, values] of [
    ["a", a, consent],
    ["b", b, consent],
    ["sato", b, { ...record, 地域: { value: "西" } }],
    ["sato", b, record],
    // Filled in while its tab existed.
    ["sato", a, hidden],
    ["sato", a, { 要否: { value: "" } }],
  ] as const) {
    await request(who, (context) => updateRecord(context, { app, id, record: values }));
  }
  // Without consent: what is open on the portal's page.
  await add({ 名称: "canary-open", 医療機関: of("b") });
  const read = await request("sato", (context) => readOne(context, { app, id: b }));
  const [file] = read.record["資料"]!.value as { fileKey: string }[];
  const cursor = await request("a", (context) => createCursor(context, { app }));
  await workspace.sql("update cursor_page set ids = ids || $1::bigint", [b]);
  const [edited] = await workspace.sql(
    "select id, revision, by_user from event where type = 'record/edited' and record_id = $1 order by id desc limit 1",
    [b],
  );
  await workspace.sql(
    `insert into notification (event_id, user_id, reason, is_to_me, title, app_id, record_id, created_at)
     select (select min(id) from event), id, 'mentioned', true, 'canary-title', $1, $2, now()
     from user_account where code = 'a'`,
    [app, b],
  );
  return {
    ...{ app, visits: visitsApp, a, b, removed, fileKey: file!.fileKey, cursor: cursor.id },
    edited: { id: String(edited!["id"]), type: "record/edited", revision: Number(edited!["revision"]), by: null },
    as: <Answer>(code: string, work: (context: Context) => Promise<Answer>) =>
      request(code, async (context) => {
        throw new TakenBack(await work(context));
      }).catch((error: unknown) => {
        if (error instanceof TakenBack) return error.answer as Answer;
        throw error;
      }),
    incidents: async () => (await workspace.sql("select from event where type = 'access/incident'")).length,
    async stop() {
      await workspace.drop();
      await rm(filesFolder, { recursive: true, force: true });
    },
  };
}
