import type { FieldProblem } from "../../../app-definitions/field-type.ts";
import { transaction } from "../../database.ts";
import { Failure } from "../../errors.ts";
import { appendEvent } from "../../events/append-event.ts";
import type { DirectoryUser } from "../directory.ts";
import { announceEnding } from "../ending.ts";
import { hashPassword, isPasswordRight } from "./hash-password.ts";
import { checkPassword, portalPolicy } from "./password-policy.ts";
import {
  countAttempt,
  deleteSessionsOfUser,
  findPassword,
  forgetAttempts,
  readPasswordHistory,
  updatePassword,
} from "./store.ts";
import { takeTurns } from "./take-turns.ts";
import { accountKey, lockRules, type LoginMeans } from "./verify-login.ts";

export interface PasswordChange {
  readonly user: DirectoryUser;
  readonly fingerprint: string;
  /** SHA-256 of the session that asks; all others of the person end. */
  readonly session: Buffer;
  readonly current: string;
  readonly next: string;
}

/**
 * Changes a person's own password and ends all other sessions.
 *
 * The present password is asked for and counted like a log-in, so that an unattended screen is no place for guessing.
 * Every count commits by itself; therefore this is no endpoint, whose one transaction would take it back.
 *
 * @throws Failure `login/locked`, or `input/invalid` with problems under `current` and `new`
 */
export function changePassword(means: LoginMeans, change: PasswordChange): Promise<void> {
  return takeTurns(change.fingerprint, () => changeInTurn(means, change));
}

async function changeInTurn(means: LoginMeans, change: PasswordChange): Promise<void> {
  const { pool, now, random, directory } = means;
  const { user, fingerprint } = change;
  const account = accountKey(user.code);
  const found = await transaction(pool, async (tx) => ({
    mayTry: await countAttempt(tx, account, fingerprint, lockRules, now),
    stored: (await findPassword(tx, user.id))?.password_hash ?? null,
    history: await readPasswordHistory(tx, user.id, portalPolicy.refusesLast),
  }));
  if (!found.mayTry) throw new Failure("login/locked");
  if (!(await isPasswordRight(change.current, found.stored))) {
    throw new Failure("input/invalid", {}, { current: [{ message: "password/current-wrong" }] });
  }
  await transaction(pool, (tx) => forgetAttempts(tx, account, fingerprint));

  const organization = directory.organization(user.primaryOrganizationId ?? 0)?.name ?? "";
  const owner = { code: user.code, name: user.name, organization };
  const problems: FieldProblem[] = [...checkPassword(change.next, owner, portalPolicy)];
  const before = [...new Set([found.stored, ...found.history])];
  for (const hash of problems.length === 0 ? before : []) {
    if (await isPasswordRight(change.next, hash)) problems.push({ message: "password/used-before" });
    if (problems.length > 0) break;
  }
  if (problems.length > 0) throw new Failure("input/invalid", {}, { new: problems });

  const hash = await hashPassword(change.next, random);
  await transaction(pool, async (tx) => {
    await updatePassword(tx, { userId: user.id, hash, mustChange: false, now });
    await deleteSessionsOfUser(tx, user.id, change.session);
    await appendEvent({ tx, now }, { type: "user/password-changed", by: user.id, detail: { user: user.id } });
    await announceEnding(tx, { kind: "sessions", userId: user.id });
  });
}
