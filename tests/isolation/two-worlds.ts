import { expect } from "vitest";
import { transaction } from "../../server/database.ts";
import type { Platform } from "../../server/platform.ts";
import type { Answer, Client } from "../support/client.ts";
import { addPeople } from "../support/portal.ts";
import { startWorkspace, untilQuiet, type Workspace } from "../support/server-process.ts";
import { uploadFile } from "../support/upload-file.ts";

/** The hospital that looks around, the one that must not be seen, and the secretariat. */
export const codes = {
  looker: "hp0001",
  lookerHospital: "aoba",
  other: "hp-canary-b",
  otherHospital: "org-canary-b",
} as const;

/** Strings that are stored only in the things of the hospital that must not be seen, by where they are. */
export const canaries = {
  name: "カナリア総合病院",
  person: "小鳥 カナリア",
  department: "canary-department-5c1e",
  phone: "03-0000-9471",
  mail: "canary-7d20@canary.example.jp",
  note: "canary-note-b84a",
  ledger: "canary-ledger-61f3",
  table: "canary-line-90ce",
  opinion: "canary-opinion-2fd7",
  comment: "canary-comment-e055",
  answer: "canary-answer-3b9d",
  threadComment: "canary-thread-77aa",
  draft: "canary-draft-c4e2",
  fileName: "canary-file-18b6.pdf",
  fileContent: "canary-content-d3f0",
  device: "canary-device-a9a1",
  removed: "canary-removed-0be1",
} as const;

/** Ids in one world. The other hospital's are those of the full world also where there is no such thing. */
export interface Things {
  readonly hospital: string;
  readonly institutions: string;
  readonly faq: string;
  readonly thread: string;
  readonly record: string;
  readonly comment: string;
  readonly fileKey: string;
  readonly other: OtherThings;
}

export interface OtherThings {
  readonly record: string;
  readonly institution: string;
  /** A record that was deleted. */
  readonly removed: string;
  readonly comment: string;
  readonly fileKey: string;
  readonly unclaimedKey: string;
  readonly notification: string;
  readonly user: number;
  readonly organization: number;
  readonly certificate: string;
  readonly cursor: string;
  readonly session: string;
}

/** One world, and the hospital in it that looks around. */
export interface World {
  readonly workspace: Workspace;
  readonly looker: Client;
  readonly secretariat: Client;
  readonly things: Things;
}

type OwnThings = Omit<Things, "other">;

/**
 * Two worlds that differ in one thing: in the first there is another hospital, with all its doings, and in the second
 * there never was. Whoever can tell them apart from inside the first hospital sees something of the other.
 */
export async function makeTwoWorlds(): Promise<{ full: World; empty: World; stop(): Promise<void> }> {
  const [full, empty] = await Promise.all([startWorkspace(addOwnPeople), startWorkspace(addOwnPeople)]);
  const stop = async () => void (await Promise.all([full.stop(), empty.stop()]));
  try {
    const [inFull, inEmpty] = await Promise.all([fillOwn(full), fillOwn(empty)]);
    const other = await fillOther(full, inFull.own, inFull.secretariat);
    const world = (workspace: Workspace, { own, ...clients }: typeof inFull): World => ({
      workspace,
      ...clients,
      things: { ...own, other },
    });
    return { full: world(full, inFull), empty: world(empty, inEmpty), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function addOwnPeople(platform: Platform) {
  return addPeople(platform, [
    { code: "sato", name: "佐藤 美咲", organizations: ["office"], groups: ["secretariat"] },
    // Somebody else in the group of hospitals, as ever: that there are others is no secret.
    { code: "bystander", organizations: ["bystander"], groups: ["hospitals"] },
    { code: codes.looker, name: "青葉 一郎", organizations: [codes.lookerHospital], groups: ["hospitals"] },
  ]);
}

async function ok<Result>(asked: Promise<Answer>): Promise<Result> {
  const { status, text } = await asked;
  expect([status, text]).toEqual([200, text]);
  return JSON.parse(text) as Result;
}

const pdf = (content: string) => Buffer.from(`%PDF-1.7\n% ${content}\n%%EOF\n`);

async function fillOwn(workspace: Workspace) {
  // One after the other, so that certificates have the same ids in both worlds.
  const secretariat = await workspace.login("sato");
  const looker = await workspace.login(codes.looker);
  const [hospital, institutions, faq] = (await Promise.all(
    ["hospital", "institutions", "faq"].map((code) => workspace.appId(code)),
  )) as [string, string, string];
  const hospitals = { 医療機関: { value: [{ code: codes.lookerHospital }] }, 医療機関名: { value: "青葉病院" } };
  const { id: record } = await ok<{ id: string }>(
    secretariat.post("/k/v1/record.json", { app: hospital, record: { ...hospitals, 都道府県: { value: "千葉県" } } }),
  );
  const agree = { 参加同意: { value: { action: "AGREE", version: "1" } } };
  await ok(looker.put("/k/v1/record.json", { app: hospital, id: record, record: agree }));
  const uploaded = await uploadFile(looker, "own.pdf", pdf("own"));
  await ok(
    looker.put("/k/v1/record.json", {
      app: hospital,
      id: record,
      record: { 提出資料: { value: [{ fileKey: uploaded }] } },
    }),
  );
  const { id: comment } = await ok<{ id: string }>(
    looker.post("/k/v1/record/comment.json", { app: hospital, record, comment: { text: "質問です" } }),
  );
  const question = { カテゴリ: { value: "その他" }, 質問: { value: "質問" }, 回答: { value: "<p>答え</p>" } };
  await ok(secretariat.post("/k/v1/record.json", { app: faq, record: question }));
  const { threads } = await ok<{ threads: { id: string }[] }>(looker.get("/portal/v1/home.json"));
  const read = await ok<{ record: { 提出資料: { value: { fileKey: string }[] } } }>(
    looker.get("/k/v1/record.json", { app: hospital, id: record }),
  );
  await untilQuiet(workspace);
  const { fileKey } = read.record.提出資料.value[0]!;
  const own: OwnThings = { hospital, institutions, faq, thread: threads[0]!.id, record, comment, fileKey };
  return { secretariat, looker, own };
}

async function fillOther(workspace: Workspace, own: OwnThings, secretariat: Client): Promise<OtherThings> {
  const ids = await addPeople(workspace.platform, [
    { code: codes.other, name: canaries.person, organizations: [codes.otherHospital], groups: ["hospitals"] },
  ]);
  const rename = "update organization set name = $1 where code = $2 returning id";
  const [organization] = await transaction(workspace.platform.database.web, (tx) =>
    tx.rows<{ id: number }>(rename, [canaries.name, codes.otherHospital]),
  );
  const certificate = await workspace.issue(codes.other, canaries.device);
  const other = await workspace.login(codes.other, certificate);
  const { hospital: app, institutions } = own;
  const text = (value: string) => ({ value });
  const { id: record } = await ok<{ id: string }>(
    secretariat.post("/k/v1/record.json", {
      app,
      record: {
        医療機関: { value: [{ code: codes.otherHospital }] },
        医療機関名: text(canaries.name),
        都道府県: text("沖縄県"),
        担当者氏名: text(canaries.person),
        担当部署: text(canaries.department),
        電話番号: text(canaries.phone),
        メールアドレス: text(canaries.mail),
        事務局メモ: text(canaries.note),
      },
    }),
  );
  const { id: institution } = await ok<{ id: string }>(
    secretariat.post("/k/v1/record.json", {
      app: institutions,
      record: {
        医療機関コード: text("canary-code-04d8"),
        医療機関名: text(canaries.name),
        組織: { value: [{ code: codes.otherHospital }] },
        都道府県: text("沖縄県"),
        備考: text(canaries.ledger),
      },
    }),
  );
  const shortLived = { 医療機関: { value: [{ code: codes.otherHospital }] }, 医療機関名: text(canaries.removed) };
  const { id: removed } = await ok<{ id: string }>(secretariat.post("/k/v1/record.json", { app, record: shortLived }));
  await ok(secretariat.delete("/k/v1/records.json", { app, ids: [removed] }));
  const put = (values: Record<string, unknown>) =>
    ok(other.put("/k/v1/record.json", { app, id: record, record: values }));
  await put({ 参加同意: { value: { action: "AGREE", version: "1" } } });
  const uploaded = await uploadFile(other, canaries.fileName, pdf(canaries.fileContent));
  const line = { 回線種別: text("専用線"), 接続先: text(canaries.table) };
  await put({
    提出資料: { value: [{ fileKey: uploaded }] },
    外部回線一覧: { value: [{ value: line }] },
    "ご意見・ご要望": text(canaries.opinion),
    バックアップ支援の要否: text("必要"),
  });
  // Its tab exists only after the consent.
  const planned = { 調査予定日: text("2031-05-06") };
  await ok(secretariat.put("/k/v1/record.json", { app, id: record, record: planned }));
  const unclaimedKey = await uploadFile(other, canaries.fileName, pdf(canaries.fileContent));
  const post = (client: Client, words: string) =>
    ok<{ id: string }>(client.post("/k/v1/record/comment.json", { app, record, comment: { text: words } }));
  const { id: comment } = await post(other, canaries.comment);
  await post(secretariat, canaries.answer);
  await ok(
    other.post("/portal/v1/thread/comment.json", { thread: own.thread, text: canaries.threadComment, mentions: [] }),
  );
  await ok(
    other.put("/portal/v1/draft.json", {
      app,
      record,
      revision: null,
      values: { "ご意見・ご要望": text(canaries.draft) },
    }),
  );
  await untilQuiet(workspace);
  const { notifications } = await ok<{ notifications: { id: string }[] }>(
    other.get("/portal/v1/notifications.json", { filter: "all" }),
  );
  const cursor = await ok<{ id: string }>(other.post("/k/v1/records/cursor.json", { app, size: 1 }));
  const devices = await ok<{ sessions: { id: string }[] }>(other.get("/portal/v1/devices.json"));
  const read = await ok<{ record: { 提出資料: { value: { fileKey: string }[] } } }>(
    other.get("/k/v1/record.json", { app, id: record }),
  );
  return {
    record,
    institution,
    removed,
    comment,
    fileKey: read.record.提出資料.value[0]!.fileKey,
    unclaimedKey,
    notification: notifications[0]!.id,
    user: ids.get(codes.other)!,
    organization: organization!.id,
    certificate: certificate.id,
    cursor: cursor.id,
    session: devices.sessions[0]!.id,
  };
}
