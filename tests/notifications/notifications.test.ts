import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { transaction } from "../../server/database.ts";
import { mostMailsInAll, mostMailsPerHour } from "../../server/notifications/follow-records.ts";
import { canary, startWorld, type Somebody, type World } from "../live/two-hospitals.ts";

let world: World;
interface Shown {
  id: string;
  reason: string;
  isToMe: boolean;
  title: string;
  app: { id: string; name: string } | null;
  record: string | null;
  recordTitle: string | null;
  comment: string | null;
  by: { code: string } | null;
  readAt: string | null;
  flaggedAt: string | null;
}

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const list = async (who: Somebody, input: Record<string, unknown> = {}) =>
  (await who.get("/portal/v1/notifications.json", input)).json<{ notifications: Shown[]; older: boolean }>();
const count = async (who: Somebody) =>
  (await who.get("/portal/v1/notifications/count.json")).json<{ toMe: number; all: number }>();
const comment = (who: Somebody, record: string, text: string, mentions: object[] = []) =>
  who.post("/k/v1/record/comment.json", { app: world.app, record, comment: { text, mentions } });
async function edit(who: Somebody, id: string, record: object) {
  const answer = await who.put("/k/v1/record.json", { app: world.app, id, record });
  expect(answer.status, answer.text).toBe(200);
}
const readAll = async (...people: Somebody[]) => {
  await world.settle();
  for (const who of people) await who.post("/portal/v1/notifications/read.json", { all: true });
};
const sql = <Row extends object>(text: string, values: unknown[] = []) =>
  transaction(world.portal.platform.database.web, (tx) => tx.rows<Row>(text, values));

describe("the rules of the pack", () => {
  test("a comment of the hospital tells the secretariat; the answer tells the hospital, with a mail", async () => {
    await readAll(world.a, world.sato);
    await comment(world.a, world.recordA, "質問です");
    await world.settle();
    const [told] = (await list(world.sato, { filter: "unread" })).notifications;
    expect(told).toMatchObject({
      ...{ reason: "comment", isToMe: false, app: { id: world.app }, record: world.recordA, recordTitle: "青葉病院" },
      by: { code: "hosp-a" },
    });
    expect(await list(world.a, { filter: "unread" })).toMatchObject({ notifications: [] });

    await comment(world.sato, world.recordA, "回答です。内容は秘密です");
    await world.settle();
    expect(await count(world.a)).toEqual({ toMe: 1, all: 1 });
    const mail = await world.mails.waitForMail(
      ({ envelope, text }) => envelope.to[0] === "hosp-a@example.jp" && text?.includes("#comment-") === true,
    );
    const link = `${world.portal.url}/apps/${world.app}/records/${world.recordA}#comment-`;
    expect(mail.text).toContain(link);
    expect(mail.source).not.toMatch(/秘密|青葉|回答/);
    expect(mail.text).not.toMatch(/秘密|青葉|回答/);
    expect(mail.headers.find(({ key }) => key === "auto-submitted")?.value).toBe("auto-generated");
  });

  test("changed data tell the hospital in the rule's words; a field without rule tells nobody", async () => {
    await readAll(world.a, world.sato);
    await edit(world.sato, world.recordA, { 担当者氏名: { value: "青木 一郎" } });
    await edit(world.sato, world.recordA, { 事務局メモ: { value: "内部のメモ" } });
    // The tab of the date opens with the consent.
    await edit(world.a, world.recordA, { 参加同意: { value: { action: "AGREE", version: "1" } } });
    await edit(world.sato, world.recordA, { 調査予定日: { value: "2026-12-01" } });
    await world.settle();
    const { notifications } = await list(world.a, { filter: "unread" });
    expect(notifications).toMatchObject([
      { reason: "rule", isToMe: true, title: "予定が更新されました" },
      { reason: "rule", isToMe: true, title: "登録情報が変更されました" },
    ]);
  });

  test("a mention makes it to me, for a group as for a person", async () => {
    await readAll(world.sato);
    await comment(world.a, world.recordA, "お願いします", [{ type: "GROUP", code: "secretariat" }]);
    await world.settle();
    expect(await count(world.sato)).toEqual({ toMe: 1, all: 1 });
    expect((await list(world.sato, { filter: "to-me" })).notifications[0]).toMatchObject({ reason: "mentioned" });
  });

  test("nobody is told of his own doing", async () => {
    const own = await sql("select 1 from notification n join event e on e.id = n.event_id where n.user_id = e.by_user");
    expect(own).toEqual([]);
  });
});

describe("another hospital", () => {
  test("is told, counted and mailed nothing of it", async () => {
    await comment(world.b, world.recordB, `${canary} 質問`);
    await comment(world.sato, world.recordB, `${canary} 回答`, [{ type: "USER", code: "hosp-b" }]);
    await edit(world.sato, world.recordB, { 担当部署: { value: canary } });
    await world.settle();
    const seen = await Promise.all(
      ["all", "to-me", "unread", "flagged"].map((filter) => world.a.get("/portal/v1/notifications.json", { filter })),
    );
    for (const { text } of seen) expect(text).not.toMatch(new RegExp(`${canary}|hosp-b|"record":"${world.recordB}"`));
    expect((await world.a.get("/portal/v1/home.json")).text).not.toMatch(new RegExp(`${canary}|hosp-b`));
    await world.mails.waitForMail(({ envelope }) => envelope.to[0] === "hosp-b@example.jp");
    for (const mail of world.mails.mails) {
      expect(`${mail.source}${mail.text}${mail.subject}`).not.toContain(canary);
      if (mail.envelope.to[0] === "hosp-a@example.jp") expect(mail.text).not.toContain(`/records/${world.recordB}`);
    }
  });

  test("cannot read, flag or mark what is not its own", async () => {
    const [foreign] = await sql<{ id: string }>("select id from notification where user_id = $1 limit 1", [
      world.ids.get("hosp-b"),
    ]);
    expect((await world.a.post("/portal/v1/notifications/flag.json", { id: foreign!.id, flagged: true })).status).toBe(
      404,
    );
    await world.a.post("/portal/v1/notifications/read.json", { ids: [foreign!.id] });
    const rows = await sql("select 1 from notification where id = $1 and read_at is null and flagged_at is null", [
      foreign!.id,
    ]);
    expect(rows).toHaveLength(1);
  });

  test("what comes out of reach disappears and is not counted; what comes back is there again", async () => {
    await readAll(world.a);
    await edit(world.sato, world.recordA, { 担当者氏名: { value: "青山 次郎" } });
    await world.settle();
    expect(await count(world.a)).toEqual({ toMe: 1, all: 1 });
    const before = (await list(world.a)).notifications.length;
    await edit(world.sato, world.recordA, { 医療機関: { value: [{ code: "hp-b" }] } });
    await world.settle();
    expect(await count(world.a)).toEqual({ toMe: 0, all: 0 });
    const left = (await list(world.a)).notifications;
    expect(left.filter(({ record }) => record !== null)).toEqual([]);
    await edit(world.sato, world.recordA, { 医療機関: { value: [{ code: "hp-a" }] } });
    expect((await list(world.a)).notifications.length).toBe(before);
  });
});

describe("reading and keeping", () => {
  test("read by id, by record, all; flagged ones can be found", async () => {
    await readAll(world.a);
    for (const text of ["一", "二", "三"]) await comment(world.sato, world.recordA, text);
    await world.settle();
    const [latest, middle] = (await list(world.a, { filter: "unread" })).notifications;
    await world.a.post("/portal/v1/notifications/flag.json", { id: latest!.id, flagged: true });
    expect((await list(world.a, { filter: "flagged" })).notifications.map(({ id }) => id)).toEqual([latest!.id]);
    await world.a.post("/portal/v1/notifications/read.json", { ids: [middle!.id] });
    expect((await count(world.a)).all).toBe(2);
    await world.a.post("/portal/v1/notifications/read.json", { app: world.app, record: world.recordA });
    expect((await count(world.a)).all).toBe(0);
    await world.a.post("/portal/v1/notifications/flag.json", { id: latest!.id, flagged: false });
    expect((await list(world.a, { filter: "flagged" })).notifications).toEqual([]);
    expect((await world.a.post("/portal/v1/notifications/read.json", {})).status).toBe(400);
  });

  test("pages follow each other without gap or repetition", async () => {
    const all = (await list(world.a, { limit: 100 })).notifications.map(({ id }) => id);
    const paged: string[] = [];
    for (let older = true; older;) {
      const page = await list(world.a, { limit: 2, ...(paged.length > 0 && { before: paged.at(-1) }) });
      paged.push(...page.notifications.map(({ id }) => id));
      older = page.older;
    }
    expect(paged).toEqual(all);
  });

  test("a deleted comment takes its notifications along", async () => {
    const { id } = (await comment(world.sato, world.recordA, "取り消します")).json<{ id: string }>();
    await world.settle();
    expect((await list(world.a)).notifications[0]).toMatchObject({ comment: id });
    await world.sato.delete("/k/v1/record/comment.json", { app: world.app, record: world.recordA, comment: id });
    await world.settle();
    expect((await list(world.a)).notifications.map((one) => one.comment)).not.toContain(id);
  });
});

describe("mails", () => {
  const mailsTo = (user: string) => sql("select 1 from mail where to_user = $1", [world.ids.get(user)]);

  test("one event tells one person once, however often it is followed", async () => {
    await world.settle();
    const [before, notified] = [await mailsTo("hosp-a"), await sql("select 1 from notification")];
    await sql("insert into outbox (event_id, not_before) select id, now() from event");
    await transaction(world.portal.platform.database.web, (tx) => tx.execute("select pg_notify('outbox', '')"));
    await world.settle();
    expect((await sql("select 1 from notification")).length).toBe(notified.length);
    expect(await mailsTo("hosp-a")).toHaveLength(before.length);
  });

  test("a flood of comments is a trickle of mails", async () => {
    world.portal.shiftClock(2 * 3_600_000);
    // The sessions have grown idle meanwhile.
    const sato = await world.login("sato");
    const before = (await mailsTo("hosp-a")).length;
    for (let n = 0; n < 30; n += 1) await comment(sato, world.recordA, `${n}`);
    await world.settle();
    expect((await mailsTo("hosp-a")).length - before).toBe(mostMailsPerHour);
  });

  test("a flood of records is no flood of mails either: the portal tells of the rest", async () => {
    world.portal.shiftClock(2 * 3_600_000);
    const [sato, a] = [await world.login("sato"), await world.login("hosp-a")];
    await readAll(a);
    await sql(
      `insert into mail (key, to_address, to_user, subject, text, created_at, not_before, state)
       select 'notification:flood:' || n, u.email, u.id, 's', 't', $1, $1, 'sent'
       from user_account u, generate_series(1, $2) n where u.code = 'hosp-a'`,
      [world.portal.platform.clock(), mostMailsInAll],
    );
    const before = (await mailsTo("hosp-a")).length;
    await comment(sato, world.recordA, "もう一件");
    await world.settle();
    expect((await mailsTo("hosp-a")).length).toBe(before);
    expect((await count(a)).toMe).toBe(1);
  });

  test("whoever switched mails off gets none, and is told in the portal all the same", async () => {
    world.portal.shiftClock(2 * 3_600_000);
    const [sato, a2] = [await world.login("sato"), await world.login("hosp-a2")];
    await sql("update user_account set mail_notifications = 'none' where code = 'hosp-a2'");
    await sql("update directory_version set version = version + 1");
    await readAll(a2);
    const before = (await mailsTo("hosp-a2")).length;
    await comment(sato, world.recordA, "お知らせ");
    await world.settle();
    expect((await count(a2)).toMe).toBe(1);
    expect(await mailsTo("hosp-a2")).toHaveLength(before);
  });

  test("an English reader gets English", async () => {
    world.portal.shiftClock(2 * 3_600_000);
    const sato = await world.login("sato");
    await sql("update user_account set locale = 'en', mail_notifications = 'to-me' where code = 'hosp-a2'");
    await sql("update directory_version set version = version + 1");
    await comment(sato, world.recordA, "hello");
    const mail = await world.mails.waitForMail(({ text }) => text?.includes("There is a new comment") === true);
    expect(mail.envelope.to).toEqual(["hosp-a2@example.jp"]);
  });
});
