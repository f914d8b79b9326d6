import { afterAll, beforeAll, expect, test } from "vitest";
import { transaction } from "../../server/database.ts";
import { startJobs, type Job } from "../../server/jobs/run-jobs.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

let db: TestDatabase;
const silent = () => {};

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const notify = (channel: string) =>
  transaction(db.database.web, (tx) => tx.query("select pg_notify($1, '')", [channel]));

test("a job runs at once, then after its pause", async () => {
  let runs = 0;
  const jobs = await startJobs(db.database, [{ name: "tick", everyMs: 20, run: async () => (runs += 1) }], silent);
  await expect.poll(() => runs).toBeGreaterThan(2);
  await jobs.stop();
  const ended = runs;
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(runs).toBe(ended);
});

test("a notice wakes it, also one that comes during a run; runs never overlap", async () => {
  let running = 0;
  let most = 0;
  const begun: (() => void)[] = [];
  const job: Job = {
    name: "woken",
    everyMs: 3_600_000,
    wokenBy: "wake_test",
    run: async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => begun.push(resolve));
      running -= 1;
    },
  };
  const jobs = await startJobs(db.database, [job], silent);
  begun[0]!();
  await expect.poll(() => running).toBe(0);
  await notify("wake_test");
  await expect.poll(() => begun.length).toBe(2);
  await notify("wake_test");
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(begun).toHaveLength(2);
  begun[1]!();
  await expect.poll(() => begun.length).toBe(3);
  begun[2]!();
  await jobs.stop();
  expect(most).toBe(1);
});

test("stop waits for the piece in hand", async () => {
  let isDone = false;
  const run = async (signal: AbortSignal) => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    await new Promise((resolve) => setTimeout(resolve, 30));
    isDone = true;
  };
  const jobs = await startJobs(db.database, [{ name: "slow", everyMs: 10, run }], silent);
  await jobs.stop();
  expect(isDone).toBe(true);
});

test("a job that throws is logged and goes on", async () => {
  const logged: unknown[] = [];
  let runs = 0;
  const run = async () => {
    runs += 1;
    throw new Error("broken");
  };
  const jobs = await startJobs(db.database, [{ name: "bad", everyMs: 5, run }], (_level, _text, details) =>
    logged.push(details),
  );
  await expect.poll(() => runs).toBeGreaterThan(1);
  await jobs.stop();
  expect(logged[0]).toMatchObject({ job: "bad", error: expect.objectContaining({ message: "broken" }) });
});
