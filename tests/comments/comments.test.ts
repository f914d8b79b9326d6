import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { transaction } from "../../server/database.ts";
import { canary, startWorld, type Somebody, type World } from "../live/two-hospitals.ts";

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const place = () => ({ app: world.app, record: world.recordA });
const post = (who: Somebody, comment: object, where: object = place()) =>
  who.post("/k/v1/record/comment.json", { ...where, comment });
const list = async (who: Somebody, more: object = {}) =>
  (await who.get("/portal/v1/comments.json", { ...place(), ...more })).json<{
    comments: { id: string; text: string; mayDelete: boolean; mentions: object[]; creator: object }[];
    older: boolean;
    mayPost: boolean;
  }>();

test("comments are numbered from 1 without gaps, also when 40 are posted at one moment", async () => {
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, n) => post(n % 2 ? world.a : world.sato, { text: `${n}` })),
  );
  const numbers = answers.map((answer) => Number(answer.json<{ id: string }>().id)).sort((x, y) => x - y);
  expect(numbers).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
});

test("the portal reads them from the latest, page by page, and says what may be deleted", async () => {
  const first = await list(world.a, { limit: 30 });
  expect(first.comments.map(({ id }) => Number(id))).toEqual(Array.from({ length: 30 }, (_, n) => 40 - n));
  expect([first.older, first.mayPost]).toEqual([true, true]);
  const second = await list(world.a, { limit: 30, before: first.comments.at(-1)!.id });
  expect([second.comments.length, second.older]).toEqual([10, false]);
  const own = first.comments.filter(({ creator }) => (creator as { code: string }).code === "hosp-a");
  expect(own.every(({ mayDelete }) => mayDelete)).toBe(true);
  expect(first.comments.filter((one) => !own.includes(one)).some(({ mayDelete }) => mayDelete)).toBe(false);
});

test("kintone's form: ten at most, both orders, older and newer, a blank after the text", async () => {
  const read = async (input: object) =>
    (await world.a.get("/k/v1/record/comments.json", { ...place(), ...input })).json();
  expect(await read({ order: "asc", limit: 2, offset: 1 })).toMatchObject({
    comments: [{ id: "2" }, { id: "3" }],
    older: true,
    newer: true,
  });
  expect(await read({ limit: 1 })).toMatchObject({ comments: [{ id: "40", mentions: [] }], older: true, newer: false });
  expect((await world.a.get("/k/v1/record/comments.json", { ...place(), limit: 11 })).status).toBe(400);
  await post(world.sato, { text: "確認しました", mentions: [{ type: "USER", code: "hosp-a" }] });
  const { comments } = (await read({ limit: 1 })) as { comments: { text: string; mentions: object[] }[] };
  expect(comments[0]).toMatchObject({
    text: "青木 一郎 \n確認しました ",
    mentions: [{ code: "hosp-a", type: "USER" }],
  });
});

describe("limits", () => {
  test.each([
    ["65,535 characters", { text: "あ".repeat(65_535) }, 200],
    ["65,536 characters", { text: "あ".repeat(65_536) }, 400],
    ["an empty text", { text: "" }, 400],
    ["blanks alone", { text: " \n　" }, 400],
    ["no text but a mention", { mentions: [{ type: "GROUP", code: "secretariat" }] }, 200],
    ["11 mentions", { text: "x", mentions: Array.from({ length: 11 }, () => ({ type: "USER", code: "sato" })) }, 400],
    ["a mention of an unknown kind", { text: "x", mentions: [{ type: "ROLE", code: "sato" }] }, 400],
  ])("%s", async (_name, comment, status) => {
    expect((await post(world.a, comment)).status).toBe(status);
  });
});

describe("deleting", () => {
  const remove = (who: Somebody, comment: string) => who.delete("/k/v1/record/comment.json", { ...place(), comment });

  test("one's own only; the words are gone from the database", async () => {
    const { id } = (await post(world.a, { text: "まちがい" })).json<{ id: string }>();
    expect((await remove(world.b, id)).status).toBe(404);
    expect((await remove(await world.login("hosp-a2"), id)).status).toBe(403);
    expect((await remove(world.a, id)).status).toBe(200);
    expect((await remove(world.a, id)).json()).toMatchObject({ code: "GAIA_RE02" });
    const rows = await transaction(world.portal.platform.database.web, (tx) =>
      tx.query("select text from comment where id = $1 and record_id = $2", [id, world.recordA]),
    );
    expect(rows).toEqual([{ text: "" }]);
    expect((await list(world.a)).comments.map((one) => one.id)).not.toContain(id);
    const next = (await post(world.a, { text: "次" })).json<{ id: string }>();
    expect(Number(next.id)).toBe(Number(id) + 1);
  });
});

describe("another hospital", () => {
  const paths = (record: string): [string, () => Promise<{ status: number; text: string }>][] => [
    ["list", () => world.a.get("/portal/v1/comments.json", { app: world.app, record })],
    ["kintone's list", () => world.a.get("/k/v1/record/comments.json", { app: world.app, record })],
    ["picker", () => world.a.get("/portal/v1/mentionables.json", { app: world.app, record, q: "" })],
    ["post", () => post(world.a, { text: "x" }, { app: world.app, record })],
    ["delete", () => world.a.delete("/k/v1/record/comment.json", { app: world.app, record, comment: "1" })],
  ];

  test("is answered as if its record did not exist", async () => {
    await post(world.b, { text: canary }, { app: world.app, record: world.recordB });
    const missing = paths("999999");
    for (const [at, [name, ask]] of paths(world.recordB).entries()) {
      const [there, nowhere] = [await ask(), await missing[at]![1]()];
      expect(there.status, name).toBe(404);
      const bare = (text: string) => text.replace(/"id":"[^"]+"/, "").replaceAll(/999999|\b\d+\b/g, "N");
      expect(bare(there.text), name).toBe(bare(nowhere.text));
      expect(there.text).not.toContain(canary);
    }
  });

  test("cannot be mentioned, found or told apart from nobody", async () => {
    const [real, invented] = ["hosp-b", "hosp-x"].map((code) => ({ text: "x", mentions: [{ type: "USER", code }] }));
    const [one, other] = [await post(world.a, real!), await post(world.a, invented!)];
    expect([one.status, other.status]).toEqual([400, 400]);
    const bare = (text: string) => text.replace(/"id":"[^"]+"/, "").replaceAll(/hosp-[bx]/g, "CODE");
    expect(bare(one.text)).toBe(bare(other.text));
    for (const mention of [
      { type: "ORGANIZATION", code: "hp-b" },
      { type: "GROUP", code: "nowhere" },
    ]) {
      expect((await post(world.a, { text: "x", mentions: [mention] })).status).toBe(400);
    }
    for (const q of ["", "h", "hosp", "別", "カナリア", "ｶﾅﾘｱ", "hp", "病"]) {
      const answer = await world.a.get("/portal/v1/mentionables.json", { ...place(), q });
      expect(answer.text).not.toContain(canary);
      expect(answer.text).not.toMatch(/hosp-b|hp-b/);
    }
  });
});

test("the picker offers the secretariat and one's own colleagues, in any width and case", async () => {
  const codes = async (q: string) =>
    (await world.a.get("/portal/v1/mentionables.json", { ...place(), q }))
      .json<{ people: { code: string }[] }>()
      .people.map(({ code }) => code);
  expect(await codes("")).toEqual(expect.arrayContaining(["secretariat", "sato", "tanaka", "hosp-a2", "hp-a"]));
  expect(await codes("ＳＡＴＯ")).toEqual(["sato"]);
  expect(await codes("青山")).toEqual(["hosp-a2"]);
  expect(await codes("hosp-a"), "not oneself").toEqual(["hosp-a2"]);
});

test("whoever can view the record but is a stranger can be mentioned only once he has shown himself there", async () => {
  const shared = await world.sato.post("/k/v1/record.json", {
    app: world.app,
    record: { 医療機関: { value: [{ code: "hp-a" }, { code: "hp-b" }] }, 医療機関名: { value: "共同" } },
  });
  const { id: record } = shared.json<{ id: string }>();
  const where = { app: world.app, record };
  const toB = () => post(world.a, { text: "x", mentions: [{ type: "USER", code: "hosp-b" }] }, where);
  expect((await toB()).status).toBe(400);
  expect((await world.a.get("/portal/v1/mentionables.json", { ...where, q: "" })).text).not.toContain("hosp-b");
  await post(world.b, { text: "こちらは別府です" }, where);
  expect((await toB()).status).toBe(200);
});

test("a suspended person cannot be mentioned", async () => {
  const { web } = world.portal.platform.database;
  const setStatus = (status: string) =>
    transaction(web, async (tx) => {
      await tx.execute("update user_account set status = $1 where code = 'tanaka'", [status]);
      await tx.execute("update directory_version set version = version + 1");
    });
  await setStatus("suspended");
  expect((await post(world.a, { text: "x", mentions: [{ type: "USER", code: "tanaka" }] })).status).toBe(400);
  await setStatus("active");
  expect((await post(world.a, { text: "x", mentions: [{ type: "USER", code: "tanaka" }] })).status).toBe(200);
});

test("every comment leaves one event, without its words", async () => {
  const rows = await transaction(world.portal.platform.database.web, (tx) =>
    tx.query(
      "select e.type, count(*) as n, max(e.detail::text) as detail from event e where type like 'comment/%' group by 1",
    ),
  );
  const [comments] = await transaction(world.portal.platform.database.web, (tx) =>
    tx.query("select count(*) as n, count(deleted_at) as deleted from comment"),
  );
  expect(rows).toEqual(
    expect.arrayContaining([
      { type: "comment/posted", n: comments!["n"], detail: "{}" },
      { type: "comment/deleted", n: comments!["deleted"], detail: "{}" },
    ]),
  );
});

test("a thread begins, like history, where the record came into reach for the last time", async () => {
  const { portal, settle } = world;
  const { web } = portal.platform.database;
  const sql = (text: string, values: unknown[] = []) => transaction(web, (tx) => tx.query(text, values));
  const added = await world.sato.post("/k/v1/record.json", {
    app: world.app,
    record: { 医療機関: { value: [{ code: "hp-b" }] }, 医療機関名: { value: "移る病院" } },
  });
  const { id: record } = added.json<{ id: string }>();
  const where = { app: world.app, record };
  const giveTo = (...codes: string[]) => {
    portal.shiftClock(1_000);
    const value = codes.map((code) => ({ code }));
    return world.sato.put("/k/v1/record.json", { app: world.app, id: record, record: { 医療機関: { value } } });
  };
  const texts = async (who: Somebody) => {
    const ours = await who.get("/portal/v1/comments.json", where);
    const theirs = await who.get("/k/v1/record/comments.json", where);
    if (ours.status !== 200) return [ours.status, theirs.status];
    const own = ours.json<{ comments: { text: string }[]; older: boolean }>();
    const page = theirs.json<{ comments: { text: string }[]; older: boolean; newer: boolean }>();
    expect(page.comments.map(({ text }) => text.trim())).toEqual(own.comments.map(({ text }) => text));
    expect([own.older, page.older, page.newer]).toEqual([false, false, false]);
    return own.comments.map(({ text }) => text);
  };
  const commentIds = [
    await post(world.b, { text: `${canary}の相談` }, where),
    await post(world.sato, { text: `${canary}への回答` }, where),
  ].map((answer) => answer.json<{ id: string }>().id);
  await settle();
  await giveTo("hp-a");
  await post(world.sato, { text: "引き継ぎました" }, where);
  expect(await texts(world.b)).toEqual([404, 404]);
  expect(await texts(world.a)).toEqual(["引き継ぎました"]);
  expect(await texts(world.sato)).toHaveLength(3);
  const found = async (who: Somebody) => {
    const query = [{ operator: "OR", keywords: [canary, "引き継ぎ"] }];
    const answer = await who.post("/k/v1/search.json", { query, types: ["RECORD_COMMENT"] });
    const { hits } = answer.json<{ hits: { recordComment: { recordId: string }; snippets: string[] }[] }>();
    return hits.filter(({ recordComment }) => recordComment.recordId === record).map(({ snippets }) => snippets[0]);
  };
  expect(await found(world.b)).toEqual([]);
  expect(await found(world.a)).toEqual(["引き継ぎました"]);
  expect(await found(world.sato)).toHaveLength(3);
  for (const comment of [...commentIds, "999"]) {
    const gone = await world.a.delete("/k/v1/record/comment.json", { ...where, comment });
    expect(gone.json()["code"]).toBe("GAIA_RE02");
  }
  expect((await world.a.get("/portal/v1/mentionables.json", { ...where, q: "" })).text).not.toContain("hosp-b");

  // Told late, of a comment from before: whoever has the record now does not learn of it.
  const told = () =>
    sql("select u.code from notification n join user_account u on u.id = n.user_id where n.record_id = $1", [record]);
  await sql("delete from notification where record_id = $1", [record]);
  await sql(
    "insert into outbox (event_id, not_before) select id, $2 from event where record_id = $1 and comment_id = 2",
    [...[record, portal.platform.clock()]],
  );
  await sql("select pg_notify('outbox', '')");
  await settle();
  expect((await told()).map(({ code }) => code).sort()).toEqual(["admin", "tanaka"]);

  await giveTo("hp-a", "hp-b");
  await post(world.a, { text: "共同で使います" }, where);
  expect(await texts(world.b)).toEqual(["共同で使います"]);
  expect(await texts(world.a)).toEqual(["共同で使います", "引き継ぎました"]);
  await giveTo("hp-b");
  await giveTo("hp-a");
  expect(await texts(world.a)).toEqual([]);
  expect(await texts(world.sato)).toHaveLength(4);
});
