import { spawnSync } from "node:child_process";
import { stat } from "node:fs/promises";

/** As whom PostgreSQL runs. It refuses to run as root, so root must become somebody else. */
export interface Identity {
  /** Given to `spawn`. */
  options: { uid?: number; gid?: number };
  /** Put in front of every command line. */
  prefix: readonly string[];
}

/**
 * Chooses as whom PostgreSQL runs: an ordinary user as himself; root as the user `postgres` or `nobody` when that user
 * can reach program and folder, else as root inside a user namespace, where root's files belong to an ordinary user.
 *
 * @throws Error with a sentence for the operator when root has neither way
 */
export function chooseIdentity(binary: string, folder: string): Identity {
  if (process.getuid?.() !== 0) return { options: {}, prefix: [] };
  for (const name of ["postgres", "nobody"]) {
    const options = idsOf(name);
    if (options && reaches(options, binary, folder)) return { options, prefix: [] };
  }
  const prefix = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"];
  if (succeeds([...prefix, binary, "--version"])) return { options: {}, prefix };
  throw new Error(
    `PostgreSQL does not run as root, and neither the user "postgres" nor "nobody" can reach ${folder}. ` +
      "Start as an ordinary user, set VAR_FOLDER to a folder open to them, or set DATABASE_URL to an external PostgreSQL.",
  );
}

/** Makes the folder and everything in it belong to `identity`; needed when an earlier start ran as somebody else. */
export async function giveFolder(folder: string, { options }: Identity): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid = 0, gid = 0 } = options;
  const owner = await stat(folder);
  if (owner.uid === uid && owner.gid === gid) return;
  if (!succeeds(["chown", "-R", `${uid}:${gid}`, folder]))
    throw new Error(`The owner of ${folder} could not be changed.`);
}

function idsOf(name: string) {
  const [uid, gid] = ["-u", "-g"].map((flag) =>
    Number(spawnSync("id", [flag, name], { encoding: "utf8" }).stdout || NaN),
  );
  return uid && gid ? { uid, gid } : undefined;
}

function reaches(ids: { uid: number; gid: number }, binary: string, folder: string) {
  return succeeds(["/bin/sh", "-c", 'test -x "$0" && test -x "$1" && "$0" --version', binary, folder], ids);
}

function succeeds([command = "", ...args]: readonly string[], options: { uid?: number; gid?: number } = {}) {
  return spawnSync(command, args, { stdio: "ignore", cwd: "/", ...options }).status === 0;
}
