import { addRecords } from "../../server/records/add-records.ts";
import { readRecords } from "../../server/records/read-records.ts";
import { benchApp, codes, options } from "../bench/bench-app.ts";
import { makeWorkspace } from "../records/workspace.ts";

/** CPU time of the server's process and elapsed time of one list, in ms. */
interface Cost {
  cpuMs: number;
  elapsedMs: number;
}

/** What a list costs with the second wall and without it, and the median ratio of the two. */
export interface WallCost {
  who: string;
  limit: number;
  with: Cost;
  without: Cost;
  cpuRatio: number;
  elapsedRatio: number;
}

const rounds = 60;

/**
 * Measures lists of 100 and 500 records of 40 fields, for somebody who sees the records that name his organisation and for
 * somebody who sees all, with the wall and without it in turn, so that noise hits both alike.
 *
 * @param setWall - puts the second wall up or takes it away
 */
export async function measureSecondWall(setWall: (isUp: boolean) => void): Promise<WallCost[]> {
  const workspace = await makeWorkspace();
  try {
    const app = (await workspace.deploy(benchApp("bench"))).apps[0]!.id;
    for (let batch = 0; batch < 6; batch += 1) {
      const records = Array.from({ length: 100 }, (_, at) => recordAt(batch * 100 + at));
      await workspace.as("sato", (context) => addRecords(context, { app, records }));
    }
    const list = (who: string, limit: number) =>
      workspace.as(who, (context) => readRecords(context, { app, query: `order by 更新日時 desc limit ${limit}` }));
    const costs: WallCost[] = [];
    for (const who of ["a", "sato"]) {
      for (const limit of [100, 500]) {
        const runs: Record<"with" | "without", Cost[]> = { with: [], without: [] };
        for (let round = -10; round < rounds; round += 1) {
          for (const side of round % 2 === 0 ? (["with", "without"] as const) : (["without", "with"] as const)) {
            setWall(side === "with");
            const cost = await costOf(() => list(who, limit));
            if (round >= 0) runs[side].push(cost); // the first rounds only warm up
          }
        }
        costs.push(compared(who, limit, runs));
      }
    }
    return costs;
  } finally {
    setWall(true);
    await workspace.drop();
  }
}

function compared(who: string, limit: number, runs: Record<"with" | "without", Cost[]>): WallCost {
  const of = (side: "with" | "without", kind: keyof Cost) => median(runs[side].map((cost) => cost[kind]));
  const cost = (side: "with" | "without") => ({ cpuMs: of(side, "cpuMs"), elapsedMs: of(side, "elapsedMs") });
  return {
    ...{ who, limit, with: cost("with"), without: cost("without") },
    cpuRatio: of("with", "cpuMs") / of("without", "cpuMs"),
    elapsedRatio: of("with", "elapsedMs") / of("without", "elapsedMs"),
  };
}

async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const [cpu, start] = [process.cpuUsage(), performance.now()];
  JSON.stringify(await work());
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1000, elapsedMs: performance.now() - start };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

function recordAt(at: number): Record<string, { value: unknown }> {
  const filled = (names: readonly string[], value: (place: number) => unknown) =>
    names.map((name, place) => [name, { value: value(place) }] as const);
  return Object.fromEntries([
    ...filled(codes.lines, (place) => `文字 ${at} ${place}`),
    ...filled(codes.texts, (place) => `本文 ${at} ${place}\n二行目`),
    ...filled(codes.numbers, (place) => String(at * 10 + place)),
    ...filled(codes.dates, () => "2026-11-21"),
    ...filled(codes.moments, () => "2026-11-21T01:00:00Z"),
    ...filled(codes.times, () => "09:30"),
    ...filled(codes.choices, () => options.choice[at % options.choice.length]),
    ...filled(codes.radio, () => options.radio[at % options.radio.length]),
    ...filled(codes.checks, () => [options.check[at % options.check.length]]),
    ...filled(codes.organizations, () => [{ code: "hospital-a" }]),
    ...filled(codes.people, () => [{ code: "sato" }]),
  ]);
}
