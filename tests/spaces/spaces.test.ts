import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { transaction } from "../../server/database.ts";
import { findProgramme } from "../../server/identity/programme/find-programme.ts";
import { fillNewSpaces } from "../../server/spaces/fill-new-spaces.ts";
import { canary, startWorld, type Somebody, type World } from "../live/two-hospitals.ts";

let world: World;
interface Home {
  space: { name: string; header: string; contact: object; mayAnnounce: boolean };
  announcements: {
    id: string;
    title: string;
    body: string;
    isImportant: boolean;
    isRead: boolean;
    publishedBy: object | null;
  }[];
  threads: { id: string; name: string; commentCount: number; lastCommentAt: string | null }[];
  apps: { id: string; code: string; waiting: number }[];
  work: { app: string; record: string; title: string; reason: string; due: string | null }[];
  notifications: object[];
}

beforeAll(async () => {
  world = await startWorld();
  await world.settle();
});
afterAll(() => world.stop());

const home = async (who: Somebody) => (await who.get("/portal/v1/home.json")).json<Home>();
const thread = async (who: Somebody, id: string) =>
  (await who.get("/portal/v1/thread.json", { id })).json<{
    name: string;
    comments: { text: string; mentions: object[] }[];
  }>();

describe("the portal's page", () => {
  test("shows the pack's space, board and threads, filled once", async () => {
    const page = await home(world.a);
    expect(page.space).toMatchObject({ name: expect.stringContaining("ポータル"), mayAnnounce: false });
    expect(page.announcements[0]).toMatchObject({ isImportant: true, isRead: false, publishedBy: null });
    expect(page.threads).toMatchObject([{ name: "事務局からの連絡", commentCount: 0, lastCommentAt: null }]);
    const { database, clock } = world.portal.platform;
    await transaction(database.web, (tx) => fillNewSpaces(tx, clock()));
    expect((await home(world.a)).announcements.length).toBe(page.announcements.length);
  });

  test("what the programme says of itself is in the reader's language, on pages, in mails and on paper", async () => {
    const wordsFor = async (locale: "ja" | "en") => {
      await world.a.put("/portal/v1/settings.json", { locale });
      const { programme } = (await world.a.get("/portal/v1/session.json", {})).json<{ programme: object }>();
      const { space } = await home(world.a);
      const { text } = await world.portal.client(world.a.certificate).fetch(`/login?lang=${locale}`);
      const { database } = world.portal.platform;
      const told = await transaction(database.web, (tx) => findProgramme(tx, locale), { readOnly: true });
      return JSON.stringify([programme, space, /<title>.*/.exec(text), told]);
    };
    const english = await wordsFor("en");
    expect(english.match(/Hospital cyber-security programme portal/g)).toHaveLength(4);
    expect(english.match(/Weekdays 9:00/g)).toHaveLength(3);
    expect(english).toContain("This is the portal of a programme");
    expect(english).toContain("Terms of use of the certificate");
    expect(english).not.toMatch(/[ぁ-んァ-ヶ一-龠]/);
    expect((await wordsFor("ja")).match(/医療機関サイバーセキュリティ確保支援事業 ポータル/g)).toHaveLength(4);
  });

  test("names the open consent of the hospital as its work, and not as the secretariat's", async () => {
    const own = { app: world.app, record: world.recordA, title: "青葉病院", reason: "参加同意がまだです", due: null };
    const page = await home(world.a);
    expect(page.work).toMatchObject([own]);
    expect(page.apps.find(({ id }) => id === world.app)?.waiting).toBe(1);
    expect((await home(world.sato)).work).toEqual([]);
    await world.a.put("/k/v1/record.json", {
      app: world.app,
      id: world.recordA,
      record: { 参加同意: { value: { action: "AGREE", version: "1" } } },
    });
    expect((await home(world.a)).work).toEqual([]);
  });

  test("what addresses somebody waits until it is read", async () => {
    await world.sato.post("/k/v1/record/comment.json", {
      app: world.app,
      record: world.recordA,
      comment: { text: "ご確認ください", mentions: [{ type: "USER", code: "hosp-a" }] },
    });
    await world.settle();
    expect((await home(world.a)).work).toMatchObject([
      { record: world.recordA, reason: "あなた宛てのコメントがあります" },
    ]);
    await world.a.post("/portal/v1/notifications/read.json", { app: world.app, record: world.recordA });
    expect((await home(world.a)).work).toEqual([]);
  });
});

describe("announcements", () => {
  const mailsAboutAnnouncements = () =>
    transaction(world.portal.platform.database.web, (tx) =>
      tx.rows(
        `select m.key from mail m join notification n on m.key = 'notification:' || n.event_id || ':' || n.user_id
         where n.announcement_id is not null`,
      ),
    );
  const publish = (who: Somebody, more: object = {}) =>
    who.post("/portal/v1/announcement.json", { title: "停止のお知らせ", body: "<p>本文</p>", ...more });

  test("come from the people who run the space, clean of whatever could act", async () => {
    expect((await publish(world.a)).status).toBe(403);
    const body =
      '<p onclick="x()">本文<script>alert(1)</script><a href="javascript:alert(1)">x</a></p><iframe src="https://evil.example"></iframe>';
    const { id } = (await publish(world.sato, { body })).json<{ id: string }>();
    const shown = (await home(world.a)).announcements.find((one) => one.id === id)!;
    expect(shown.body).not.toMatch(/script|onclick|javascript|iframe/);
    expect(shown).toMatchObject({ title: "停止のお知らせ", isRead: false, publishedBy: { code: "sato" } });
  });

  test("tell everybody but their author, without mail", async () => {
    const { id } = (await publish(world.sato)).json<{ id: string }>();
    await world.settle();
    const latest = async (who: Somebody) =>
      (await who.get("/portal/v1/notifications.json", {})).json<{ notifications: { announcement: string }[] }>()
        .notifications[0];
    for (const who of [world.a, world.b]) {
      expect(await latest(who)).toMatchObject({
        announcement: id,
        reason: "announcement",
        isToMe: false,
        title: "停止のお知らせ",
      });
    }
    expect((await latest(world.sato))?.announcement).not.toBe(id);
    expect(await mailsAboutAnnouncements()).toEqual([]);
  });

  test("are read, changed and taken back, with their notifications", async () => {
    const { id } = (await publish(world.sato)).json<{ id: string }>();
    await world.settle();
    const find = async () => (await home(world.a)).announcements.find((one) => one.id === id);
    await world.a.post("/portal/v1/announcement/read.json", { id });
    expect(await find()).toMatchObject({ isRead: true });
    expect((await world.a.put("/portal/v1/announcement.json", { id, title: "偽" })).status).toBe(403);
    expect(
      (await world.sato.put("/portal/v1/announcement.json", { id, title: "変更", isImportant: true })).status,
    ).toBe(200);
    expect(await find()).toMatchObject({ title: "変更", isImportant: true, body: "<p>本文</p>" });
    expect((await world.a.delete("/portal/v1/announcement.json", { id })).status).toBe(403);
    expect((await world.sato.delete("/portal/v1/announcement.json", { id })).status).toBe(200);
    expect(await find()).toBeUndefined();
    expect((await world.a.get("/portal/v1/notifications.json")).text).not.toContain(`"announcement":"${id}"`);
    for (const ask of [
      () => world.sato.put("/portal/v1/announcement.json", { id, title: "x" }),
      () => world.a.post("/portal/v1/announcement/read.json", { id }),
      () => world.a.post("/portal/v1/announcement/read.json", { id: "999999" }),
    ]) {
      expect((await ask()).status).toBe(404);
    }
  });
});

describe("kintone's calls", () => {
  const refused = (answer: { status: number; json: () => object }) => ({ status: answer.status, ...answer.json() });
  const problem = (key: string, ...messages: string[]) => ({
    ...{ status: 400, code: "CB_VA01", errors: { [key]: { messages } } },
  });

  test("say what is wrong with a space, a thread and a comment, once and at its place", async () => {
    const { sato } = world;
    const { id } = (await sato.get("/k/v1/space.json", { id: 1 })).json<{ id: string }>();
    expect(refused(await sato.get("/k/v1/space.json", { id: 0 }))).toMatchObject(problem("id", "最小でも1以上です。"));
    expect(refused(await sato.put("/k/v1/space.json", { id, name: "" }))).toMatchObject(problem("name", "必須です。"));
    expect(refused(await sato.post("/k/v1/space/thread.json", { space: id, name: " " })).status).toBe(400);
    const comment = { text: "?", mentions: [{ type: "USER", code: "nobody" }] };
    const { threads } = await home(sato);
    const asked = { space: id, thread: threads[0]!.id, comment };
    expect(refused(await sato.post("/k/v1/space/thread/comment.json", asked))).toMatchObject({
      code: "GAIA_IL26",
      errors: { "comment.mentions[0].code": {} },
    });
    expect((await sato.put("/k/v1/space.json", { id, useMultiThread: false, showAppList: false })).status).toBe(200);
    expect((await sato.get("/k/v1/space.json", { id })).json()).toMatchObject({
      useMultiThread: true,
      showAppList: false,
    });
  });

  test("count and name in their statistics whom the asker may know", async () => {
    const read = async (who: Somebody) =>
      (await who.get("/k/v1/spaces/statistics.json")).json<{ spaces: { memberCount: string }[] }>().spaces[0]!;
    expect(Number((await read(world.a)).memberCount)).toBeLessThan(Number((await read(world.sato)).memberCount));
  });
});

describe("threads", () => {
  let id: string;
  const post = (who: Somebody, text: string, mentions: object[] = []) =>
    who.post("/portal/v1/thread/comment.json", { thread: id, text, mentions });

  beforeAll(async () => {
    id = (await home(world.a)).threads[0]!.id;
  });

  test("the secretariat writes for all; a hospital's word is read by the secretariat and itself alone", async () => {
    await post(world.sato, "全員への連絡");
    await post(world.b, `${canary} の質問`);
    await world.settle();
    expect((await thread(world.sato, id)).comments.map(({ text }) => text)).toEqual([
      `${canary} の質問`,
      "全員への連絡",
    ]);
    expect((await thread(world.b, id)).comments).toHaveLength(2);
    for (const path of ["/portal/v1/home.json", `/portal/v1/thread.json`, "/portal/v1/notifications.json"]) {
      expect((await world.a.get(path, path.includes("thread") ? { id } : {})).text).not.toMatch(
        new RegExp(`${canary}|hosp-b`),
      );
    }
    expect((await home(world.a)).threads).toMatchObject([{ commentCount: 1 }]);
    expect((await home(world.sato)).threads).toMatchObject([{ commentCount: 2 }]);
  });

  test("a mention tells whom it names, and no stranger can be named", async () => {
    await post(world.sato, "お願いします", [
      { type: "USER", code: "hosp-a" },
      { type: "USER", code: "hosp-b" },
    ]);
    await world.settle();
    const [latest] = (await world.a.get("/portal/v1/notifications.json", { filter: "to-me" })).json<{
      notifications: object[];
    }>().notifications;
    expect(latest).toMatchObject({ reason: "mentioned", thread: id, title: "事務局からの連絡" });
    const seen = await world.a.get("/portal/v1/thread.json", { id });
    expect(seen.text).not.toMatch(new RegExp(`${canary}|hosp-b`));
    const answers = [];
    for (const code of ["hosp-b", "hosp-x"]) answers.push(await post(world.a, "x", [{ type: "USER", code }]));
    const [real, invented] = answers.map(({ status, text }) => [
      status,
      text.replace(/"id":"[^"]+"/, "").replaceAll(/hosp-[bx]/g, "CODE"),
    ]);
    expect(real).toEqual(invented);
    expect(real![0]).toBe(400);
  });

  test.each([
    ["an empty text", { text: " " }, 400],
    ["a thread that is not there", { thread: "99999", text: "x" }, 404],
  ])("%s", async (_name, input, status) => {
    expect((await world.a.post("/portal/v1/thread/comment.json", { thread: id, ...input })).status).toBe(status);
  });
});

test("administrators read the audit trail and the mails; others do not", async () => {
  const admin = await world.login("admin");
  const trail = await admin.get("/portal/v1/admin/events.json");
  expect(trail.json()).toMatchObject({
    events: expect.arrayContaining([expect.objectContaining({ type: "announcement/published" })]),
  });
  expect(trail.text).not.toMatch(/質問|本文|お願いします/);
  expect((await admin.get("/portal/v1/admin/mails.json", { state: "sent" })).status).toBe(200);
  for (const path of ["/portal/v1/admin/events.json", "/portal/v1/admin/mails.json"]) {
    expect((await world.a.get(path)).status).toBe(403);
  }
});
