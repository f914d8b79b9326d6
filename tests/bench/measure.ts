import type { Case, Side, Source } from "./cases.ts";
import type { Load } from "./load.ts";

/** What one side of one case did. */
export interface Measured {
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** What one request took of the processors, in ms: the server's process and PostgreSQL's. */
  readonly cpuMs: number;
}

/** One case over an app of some size. */
export interface Place {
  readonly size: number;
  readonly one: Case;
}

/** The measured sides of a case, by size. */
export type Sides = Readonly<Record<Side, Measured>>;

interface Runner {
  readonly size: number;
  readonly side: Side;
  readonly times: number[];
  elapsedMs: number;
  cpuMs: number;
  sent: number;
}

const sides = ["restricted", "bare", "administrator"] as const;
const roundMs = 400;
const warmUpMs = 300;

/** Beyond requests: how long a side is measured, over how many connections, and how the server comes to rest. */
export interface Means {
  readonly loads: Readonly<Record<Side, Load>>;
  readonly seconds: number;
  /** CPU time of the side's server and of PostgreSQL so far, in ms. */
  cpuTimeOf(side: Side): Promise<number>;
  /** Resolves when the server has done what it does after its answers. */
  settle(): Promise<void>;
}

/**
 * Measures one case at every size. The sides take turns in short rounds, so that whatever else the machine does hits all
 * of them alike; after a round of writes the server comes to rest before the next one begins.
 */
export async function measureCase(
  places: readonly Place[],
  { loads, seconds, cpuTimeOf, settle }: Means,
): Promise<Map<number, Sides>> {
  const runners = places.flatMap(({ size }) =>
    sides.map((side): Runner => ({ size, side, times: [], elapsedMs: 0, cpuMs: 0, sent: 0 })),
  );
  const caseOf = (size: number) => places.find((place) => place.size === size)!.one;

  for (const { one } of places) await requireSameAnswer(one, loads);
  const rounds = Math.max(1, Math.ceil((seconds * 1_000) / roundMs));
  for (let round = -1; round < rounds; round++) {
    for (let at = 0; at < runners.length; at++) {
      const runner = runners[(at + Math.max(round, 0)) % runners.length]!;
      const one = caseOf(runner.size);
      const means = { load: loads[runner.side], source: one.sources[runner.side] };
      const connections = one.mostMs === undefined ? undefined : 1;
      const before = await cpuTimeOf(runner.side);
      const result = await runRound({ ...means, runner, ms: round < 0 ? warmUpMs : roundMs, connections });
      if (round >= 0) {
        for (const time of result.times) runner.times.push(time);
        runner.elapsedMs += result.elapsedMs;
        runner.cpuMs += (await cpuTimeOf(runner.side)) - before;
      }
      if (one.isWrite && runner.side !== "bare") await settle();
    }
  }
  return new Map(
    places.map(({ size }) => [
      size,
      Object.fromEntries(runners.filter((one) => one.size === size).map((one) => [one.side, summary(one)])) as Sides,
    ]),
  );
}

async function runRound(input: {
  load: Load;
  source: Source;
  runner: Runner;
  ms: number;
  connections: number | undefined;
}): Promise<{ times: number[]; elapsedMs: number }> {
  const { load, source, runner, ms, connections } = input;
  const begin = performance.now();
  if (source.kind === "each") {
    const times = await load.run(() => source.call(runner.sent++), begin + ms, connections);
    return { times, elapsedMs: performance.now() - begin };
  }
  const [times, total] = [[] as number[], { elapsedMs: 0 }];
  while (total.elapsedMs < ms) {
    const calls = (await source.prepare(load))[Symbol.iterator]();
    const start = performance.now();
    times.push(...(await load.run(() => calls.next().value as never, Infinity, connections)));
    total.elapsedMs += performance.now() - start;
  }
  return { times, ...total };
}

/** @throws Error when our answer and the baseline's hold a different number of records: then they would not compare */
async function requireSameAnswer({ name, countOf, sources }: Case, loads: Means["loads"]): Promise<void> {
  if (!countOf || sources.restricted.kind === "batch" || sources.bare.kind === "batch") return;
  const [ours, bare] = await Promise.all([
    loads.restricted.ask(sources.restricted.call(0)),
    loads.bare.ask(sources.bare.call(0)),
  ]);
  const [one, other] = [countOf(JSON.parse(ours)), countOf(JSON.parse(bare))];
  if (one !== other || one === 0) throw new Error(`${name}: our answer holds ${one} records, the baseline's ${other}.`);
}

function summary({ times, elapsedMs, cpuMs }: Runner): Measured {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
  const perSecond = (times.length * 1_000) / elapsedMs;
  return { perSecond, p50: at(0.5), p95: at(0.95), p99: at(0.99), cpuMs: cpuMs / times.length };
}
