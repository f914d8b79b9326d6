import { Failure } from "../../errors.ts";
import { appendEvent } from "../../events/append-event.ts";
import type { Context } from "../../http/context.ts";
import type { Directory, DirectoryUser } from "../directory.ts";
import { announceEnding } from "../ending.ts";
import { hashPassword } from "../login/hash-password.ts";
import { initialPassword } from "../login/initial-password.ts";
import { deleteSessionsOfUser, forgetAttemptsOfAccount, updatePassword } from "../login/store.ts";
import { accountKey } from "../login/verify-login.ts";

/** The person with this id. @throws Failure `thing/not-found` */
export function requireUser(directory: Directory, id: number): DirectoryUser {
  const user = directory.user(id);
  // The account of a token is no person's: it gets no password, no certificate, and stays suspended.
  if (!user || user.isService) throw new Failure("thing/not-found");
  return user;
}

/** The same, if not suspended. @throws Failure `thing/not-found`, `input/invalid` */
export function requireActiveUser(directory: Directory, id: number): DirectoryUser {
  const user = requireUser(directory, id);
  if (user.status !== "active") throw new Failure("input/invalid", {}, { user: [{ message: "user/suspended" }] });
  return user;
}

/** Gives a person a password that must be changed at the first log-in; ends all sessions and every lock. */
export async function giveInitialPassword({ tx, now, platform }: Context, user: DirectoryUser, password: string) {
  const hash = await hashPassword(password, platform.random);
  await updatePassword(tx, { userId: user.id, hash, mustChange: true, now });
  await deleteSessionsOfUser(tx, user.id);
  await forgetAttemptsOfAccount(tx, accountKey(user.code));
  await announceEnding(tx, { kind: "sessions", userId: user.id });
}

/** A new initial password, shown once. @throws Failure `thing/not-found`, `input/invalid` */
export async function resetPassword(context: Context, { id }: { id: number }) {
  const { directory, platform, viewer } = context;
  const user = requireActiveUser(directory, id);
  const password = initialPassword(platform.random);
  await giveInitialPassword(context, user, password);
  await appendEvent(context, {
    type: "user/password-changed",
    by: viewer.userId,
    detail: { user: user.id, isInitial: true },
  });
  return { password };
}
