import { transaction, type Pool } from "../../database.ts";
import type { RandomSource } from "../../certificates/serial-number.ts";
import { loginNameKey, type Directory } from "../directory.ts";
import { hashPassword, isHashOutdated, isPasswordRight } from "./hash-password.ts";
import { countAttempt, findPassword, forgetAttempts, updatePasswordHash, type LockRules } from "./store.ts";
import { takeTurns } from "./take-turns.ts";

/** 10 wrong passwords within 15 minutes lock for 15 minutes, then 30, 60 … up to a day. */
export const lockRules: LockRules = { limit: 10, windowMinutes: 15, lockMinutes: 15 };

export interface LoginAttempt {
  readonly name: string;
  readonly password: string;
  /** Whom the presented certificate belongs to, and its fingerprint. */
  readonly owner: { readonly userId: number; readonly fingerprint: string };
}

/** `wrong` says the same for a wrong password, an unknown name and another person's name. */
export type LoginVerdict =
  | { readonly kind: "right"; readonly passwordHash: string; readonly mustChangePassword: boolean }
  | { readonly kind: "wrong" }
  | { readonly kind: "locked" };

export interface LoginMeans {
  readonly pool: Pool;
  readonly directory: Directory;
  readonly random: RandomSource;
  readonly now: Date;
}

/**
 * Whether name, password and certificate belong together.
 *
 * Every failure takes the same steps: the attempt is counted per name and certificate, one row is read, one hash is
 * made. Each step commits by itself, so that a count survives whatever comes after.
 *
 * @throws Failure `request/too-many` or `server/busy` when too many attempts wait
 */
export function verifyLogin(means: LoginMeans, attempt: LoginAttempt): Promise<LoginVerdict> {
  return takeTurns(attempt.owner.fingerprint, () => verifyInTurn(means, attempt));
}

async function verifyInTurn(means: LoginMeans, attempt: LoginAttempt): Promise<LoginVerdict> {
  const { pool, directory, now } = means;
  const { fingerprint, userId } = attempt.owner;
  const named = directory.userByCode(attempt.name);
  // Names that are not the owner's can never be right; they share one counter, so that inventing them fills no table.
  const account = named?.id === userId ? accountKey(attempt.name) : "";
  const found = await transaction(pool, async (tx) => {
    const mayTry = await countAttempt(tx, account, fingerprint, lockRules, now);
    return { mayTry, password: await findPassword(tx, named?.id ?? 0) };
  });
  if (!found.mayTry) return { kind: "locked" };

  const stored = found.password?.password_hash ?? null;
  const isRight = await isPasswordRight(attempt.password, stored);
  if (!isRight || stored === null || named?.id !== userId) return { kind: "wrong" };

  const passwordHash = isHashOutdated(stored) ? await hashPassword(attempt.password, means.random) : stored;
  await transaction(pool, async (tx) => {
    await forgetAttempts(tx, account, fingerprint);
    if (passwordHash !== stored) await updatePasswordHash(tx, userId, stored, passwordHash);
  });
  return { kind: "right", passwordHash, mustChangePassword: found.password?.must_change_password ?? true };
}

/** Under which name attempts are counted; cut, because anybody may send a name of any length. */
export function accountKey(name: string): string {
  return loginNameKey(name).slice(0, 200);
}
