import { execFileSync } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** What PostgreSQL notes about itself in its data folder while it runs. */
export interface Postmaster {
  pid: number;
  isReady: boolean;
  /** On 127.0.0.1. */
  port: number;
}

/**
 * The note of the PostgreSQL that runs in `dataFolder`, or undefined; it may be stale.
 *
 * @see PostgreSQL, src/include/utils/pidfile.h: line 1 the process, line 4 the port, line 8 its state
 */
export async function readPostmaster(dataFolder: string): Promise<Postmaster | undefined> {
  const lines = (await readFile(pidFile(dataFolder), "utf8").catch(() => "")).split("\n");
  const pid = Number(lines[0]);
  return pid > 0 ? { pid, isReady: lines[7]?.trim() === "ready", port: Number(lines[3]) } : undefined;
}

/**
 * Stops the PostgreSQL that a killed process left behind in `dataFolder`, and removes a stale note of one.
 *
 * @param starter - process number of the one who started it, as noted then
 * @throws Error with a sentence when the starter still lives, or the leftover cannot be ended within 40 s
 */
export async function stopLeftover(dataFolder: string, starter: number): Promise<void> {
  const postmaster = await readPostmaster(dataFolder);
  if (!postmaster) return;
  const { pid } = postmaster;
  if (!commandOf(pid).includes(dataFolder)) {
    await rm(pidFile(dataFolder), { force: true });
    return;
  }
  // A parent lives as long as it is one: an orphan has been handed to another process.
  if (parentOf(pid) === starter) {
    throw new Error(`Another Madoguchi (process ${starter}) is running on this folder; stop it first.`);
  }
  // Fast shutdown first, then without a checkpoint (recovered at the next start), then by force.
  for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
    if (await endsAfter(pid, signal, dataFolder)) return;
  }
  throw new Error(`A PostgreSQL left over from an earlier run (process ${pid}) could not be stopped.`);
}

async function endsAfter(pid: number, signal: NodeJS.Signals, dataFolder: string) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
  for (let tries = 0; tries < 130; tries += 1) {
    await wait(100);
    if (!commandOf(pid).includes(dataFolder)) return true;
  }
  return false;
}

function commandOf(pid: number): string {
  return ask(pid, "command");
}

function parentOf(pid: number): number {
  return Number(ask(pid, "ppid"));
}

/** `ps` is on every Unix but the smallest containers, which are Linux and have `/proc`. */
function ask(pid: number, what: "command" | "ppid"): string {
  const script = {
    command: `tr '\\0' ' ' < /proc/${pid}/cmdline 2>/dev/null || ps -o command= -p ${pid}`,
    ppid: `sed -n 's/^PPid:[^0-9]*//p' /proc/${pid}/status 2>/dev/null || ps -o ppid= -p ${pid}`,
  }[what];
  try {
    return execFileSync("/bin/sh", ["-c", script], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "";
  }
}

function pidFile(dataFolder: string) {
  return join(dataFolder, "postmaster.pid");
}
