import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { transaction, type Transaction } from "../../server/database.ts";
import { appendEvent } from "../../server/events/append-event.ts";
import type { StoredEvent } from "../../server/events/event.ts";
import { followEvents, type Follower } from "../../server/events/follow.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

let db: TestDatabase;
let time = new Date("2026-11-21T00:00:00Z");
const means = () => ({ database: db.database, clock: () => time });
const append = (record: string) =>
  transaction(db.database.web, (tx) =>
    appendEvent({ tx, now: time }, { type: "record/added", app: "1", record, revision: 1, by: null }),
  );
const count = async (table: string) =>
  transaction(db.database.web, async (tx) => Number((await tx.query(`select count(*) as n from ${table}`))[0]!["n"]));

/** Leaves one row per event that it was handed, in the transaction that it was given. */
const note = (tx: Transaction, event: StoredEvent) =>
  tx.execute(
    "insert into mail (key, to_address, subject, text, created_at, not_before) values ($1, '', '', '', $2, $2)",
    [`${event.id}:${event.record}:${Math.random()}`, time],
  );
const follower = (follow: Follower["follow"]): Follower => ({ name: "note", types: new Set(["record/added"]), follow });
const noting = follower(async (tx, event) => void (await note(tx, event)));

beforeAll(async () => {
  db = await createTestDatabase();
});
beforeEach(() => transaction(db.database.web, (tx) => tx.execute("delete from mail")));
afterAll(() => db.drop());

test("ten followers at one moment hand over each of 50 events once", async () => {
  for (let n = 0; n < 50; n += 1) await append(String(n));
  const followed = await Promise.all(Array.from({ length: 10 }, () => followEvents(means(), [noting])));
  expect(followed.reduce((a, b) => a + b)).toBe(50);
  expect(await count("mail")).toBe(50);
  expect(await count("outbox")).toBe(0);
});

test("a follower whose connection is killed after its work leaves nothing, and the next one does it once", async () => {
  await append("1");
  const dying = follower(async (tx, event) => {
    await note(tx, event);
    await tx.query("select pg_terminate_backend(pg_backend_pid())");
  });
  await followEvents(means(), [dying]);
  expect(await count("mail")).toBe(0);
  expect(await count("outbox")).toBe(1);
  time = new Date(time.getTime() + 1_000);
  expect(await followEvents(means(), [noting])).toBe(1);
  expect(await count("mail")).toBe(1);
});

test("what the followers before it did goes with the one that fails", async () => {
  await append("1");
  const failing = follower(() => Promise.reject(new Error("broken")));
  expect(await followEvents(means(), [noting, failing])).toBe(0);
  expect(await count("mail")).toBe(0);
  time = new Date(time.getTime() + 1_000);
  await followEvents(means(), [noting]);
});

test("a failing event waits longer each time and holds up no other", async () => {
  const choosy = follower(async (tx, event) => {
    if (event.record === "66") throw new Error("broken");
    await note(tx, event);
  });
  await append("66");
  await append("7");
  expect(await followEvents(means(), [choosy])).toBe(1);
  expect(await followEvents(means(), [choosy]), "not before its time").toBe(0);
  const waits: number[] = [];
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const [row] = await transaction(db.database.web, (tx) =>
      tx.rows<{ not_before: Date; last_error: string }>("select not_before, last_error from outbox"),
    );
    waits.push(row!.not_before.getTime() - time.getTime());
    expect(row!.last_error).toBe("Error: broken");
    time = row!.not_before;
    await followEvents(means(), [choosy]);
  }
  expect(waits).toEqual([1_000, 2_000, 4_000]);
  time = new Date(time.getTime() + 60_000);
  expect(await followEvents(means(), [noting])).toBe(1);
});

test("processes with sockets are told after the commit", async () => {
  const heard: (string | undefined)[] = [];
  const end = await db.database.listen("live", (payload) => heard.push(payload));
  const id = await append("8");
  await followEvents(means(), [noting]);
  await expect.poll(() => heard).toEqual([id]);
  await end();
});
