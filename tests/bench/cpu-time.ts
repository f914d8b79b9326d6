import { readdir, readFile } from "node:fs/promises";

/**
 * How long a process and its children have worked so far, in ms, all threads together. What other programs do on the
 * machine does not show in it. NaN where the system does not tell (only Linux does).
 */
export async function cpuTimeOf(pid: number): Promise<number> {
  try {
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
    const pids = [pid, ...children.trim().split(" ").filter(Boolean).map(Number)];
    const times = await Promise.all(pids.map((one) => ownTimeOf(one).catch(() => 0)));
    return times.reduce((sum, time) => sum + time, await endedTimeOf(pid));
  } catch {
    return NaN;
  }
}

/** What children worked that have ended; the system counts it in hundredths of a second. */
async function endedTimeOf(pid: number): Promise<number> {
  const afterName = (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ").at(-1)!.split(" ");
  return (Number(afterName[13]) + Number(afterName[14])) * 10;
}

async function ownTimeOf(pid: number): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`);
  const times = await Promise.all(
    threads.map(async (thread) =>
      Number((await readFile(`/proc/${pid}/task/${thread}/schedstat`, "utf8")).split(" ")[0]),
    ),
  );
  return times.reduce((sum, time) => sum + time, 0) / 1_000_000;
}
