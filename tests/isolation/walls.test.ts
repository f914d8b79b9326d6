import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { BulkFailure, Failure } from "../../server/errors.ts";
import type * as PlanRead from "../../server/records/plan-read.ts";
import type * as SecondWall from "../../server/records/second-wall.ts";
import type * as Store from "../../server/records/store.ts";
import { measureSecondWall } from "./wall-cost.ts";
import { paths } from "./wall-paths.ts";
import { makeWallWorld, type WallWorld } from "./wall-world.ts";

/**
 * A test build of the server in which either wall can be taken away: modules are exchanged while they are loaded. The
 * product has no such switch, neither an option nor a variable.
 */
const walls = vi.hoisted(() => ({ first: true, second: true }));

// The first wall: what SQL is narrowed with.
vi.mock("../../server/records/plan-read.ts", async (load) => {
  const real = await load<typeof PlanRead>();
  const always = { kind: "always" } as const;
  const planRead: typeof PlanRead.planRead = (app, access, asked = {}) => {
    const plan = real.planRead(app, access, asked);
    if (walls.first) return plan;
    const shown = <Part extends object>(parts: readonly Part[]) => parts.map((one) => ({ ...one, when: always }));
    return { ...plan, where: asked.where ?? always, guard: null, cells: shown(plan.cells), order: shown(plan.order) };
  };
  return { ...real, planRead };
});
vi.mock("../../server/records/store.ts", async (load) => {
  const real = await load<typeof Store>();
  const open = <Right>(right: Right) => (walls.first ? right : ({ kind: "always" } as const));
  const readWholeRows: typeof Store.readWholeRows = (tx, plan, right, lock) =>
    real.readWholeRows(tx, plan, open(right), lock);
  const readBinnedRows: typeof Store.readBinnedRows = (tx, plan, right, options) =>
    real.readBinnedRows(tx, plan, open(right), options);
  return { ...real, readWholeRows, readBinnedRows };
});

// The second wall: the look at each row before it leaves.
vi.mock("../../server/records/second-wall.ts", async (load) => {
  const real = await load<typeof SecondWall>();
  const holdToRight: typeof SecondWall.holdToRight = (...given) => {
    if (walls.second) real.holdToRight(...given);
  };
  const isWithin: typeof SecondWall.isWithin = (...given) => !walls.second || real.isWithin(...given);
  const visibleCells: typeof SecondWall.visibleCells = (plan, ...rest) =>
    walls.second ? real.visibleCells(plan, ...rest) : plan.cells.map(() => true);
  return { ...real, holdToRight, isWithin, visibleCells };
});

let world: WallWorld;
beforeAll(async () => {
  world = await makeWallWorld();
});
afterAll(() => world?.stop());

/** What hospital A gets on a path, as text; failures by their kind, so that two ways to be refused differ. */
async function outcome(path: (typeof paths)[number], first: boolean, second: boolean): Promise<string> {
  Object.assign(walls, { first, second });
  try {
    return comparable(JSON.stringify(await world.as("a", (context) => path.take(context, world)), spoken));
  } catch (thrown) {
    const error: unknown = thrown instanceof BulkFailure ? thrown.cause : thrown;
    if (error instanceof Failure) return `refused: ${error.kind}`;
    if (error instanceof Error && error.name === "AccessIncident") return "incident";
    throw error;
  } finally {
    Object.assign(walls, { first: true, second: true });
  }
}

/** Streams and ids drawn by chance say nothing here. */
function spoken(key: string, value: unknown): unknown {
  return key === "body" ? "octets" : value;
}

/** New ids apart, and cells that SQL left empty because they are hidden: without the second wall they show as empty. */
function comparable(answer: string): string {
  return answer.replace(/"予定":{"type":"SINGLE_LINE_TEXT","value":""},/g, "").replace(/"id":"[\w-]+"/g, '"id"');
}

/** Who reads rows, and on which of the paths. The platform's own work has no viewer: it asks everybody's rights in memory. */
const readers: Readonly<Record<string, string>> = {
  "server/notifications/reminders/remind.ts": "mails and notifications",
  "server/notifications/visible-records.ts": "GET /portal/v1/notifications.json",
  "server/records/bin/read-reachable.ts": "GET /portal/v1/bin.json",
  "server/records/cursors/store.ts": "count of a new cursor",
  "server/records/evaluate-records.ts": "GET /k/v1/records/acl/evaluate.json",
  "server/records/following/read-record-states.ts": "live sockets",
  "server/records/list-records.ts": "GET /portal/v1/records.json",
  "server/records/lock-for-write.ts": "PUT /k/v1/record.json",
  "server/records/read-records.ts": "GET /k/v1/records.json",
  "server/records/recalculating/recalculate.ts": "", // computes anew, answers nobody
  "server/records/require-record.ts": "GET /portal/v1/record.json",
  "server/records/sources/find-copies.ts": "GET /portal/v1/lookup.json",
  "server/records/update-records.ts": "upsert",
  "server/search/find-records.ts": "POST /k/v1/search.json",
  "server/search/store.ts": "search of comments",
  "server/spaces/open-work.ts": "GET /portal/v1/home.json",
};

test("everybody who reads rows is on one of these paths", () => {
  const reads =
    /import \{[^}]*\b(readRows|readWholeRows|readBinnedRows|countRows|selectIds)\b[^}]*\} from "[./]+(records\/)?store\.ts"/;
  const files = readdirSync("server", { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const found = files.map((name) => `server/${name}`).filter((path) => reads.test(readFileSync(path, "utf8")));
  expect(found.length).toBeGreaterThan(10);
  expect(found.filter((path) => !(path in readers))).toEqual([]);
  const known = new Set(["", ...paths.map(({ name }) => name)]);
  expect(Object.values(readers).filter((name) => !known.has(name))).toEqual([]);
});

describe.each(paths.map((path) => [path.name, path] as const))("%s", (_name, path) => {
  test("each wall holds alone, and without both it would leak", async () => {
    const before = await world.incidents();
    const usual = await outcome(path, true, true);
    expect(usual).not.toContain("canary");
    expect(await outcome(path, true, false)).toBe(usual);
    expect(await world.incidents()).toBe(before);

    const isSeen = path.by === "wall" || path.by === "cell";
    const alone = await outcome(path, false, true);
    expect(await world.incidents()).toBe(isSeen ? before + 1 : before);
    if (isSeen) expect(alone).toBe("incident");
    if (path.by === "own") expect(alone).toBe(usual);
    // Whoever teaches the second wall to see such a path takes it from the list of exceptions.
    if (path.by === "blind") expect([alone === usual, path.because]).toEqual([false, expect.any(String)]);

    const open = await outcome(path, false, false);
    if (path.by === "wall") expect(open).not.toBe(usual);
  });
});

/** MEASURE=1 npx vitest run tests/isolation/walls.test.ts -t "costs" */
test.runIf(process.env["MEASURE"])("what the second wall costs", { timeout: 600_000 }, async () => {
  const costs = await measureSecondWall((isUp) => (walls.second = isUp));
  for (const { who, limit, cpuRatio, elapsedRatio, ...cost } of costs) {
    const [up, down] = [cost.with, cost.without].map(({ cpuMs, elapsedMs }) =>
      [cpuMs, elapsedMs].map((ms) => `${ms.toFixed(1)} ms`).join(" / "),
    );
    const ratio = `${cpuRatio.toFixed(2)} / ${elapsedRatio.toFixed(2)}`;
    console.log(`${who}, ${limit} records, CPU / elapsed: with ${up}, without ${down}, ratio ${ratio}`);
  }
});
