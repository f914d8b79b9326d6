import { requireApp, type RequiredApp } from "../../apps/require-app.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import type { DirectoryUser } from "../../identity/directory.ts";
import type { AccessExplanation } from "../../permissions/explain-access.ts";
import { acquaintanceOf } from "../../permissions/may-know.ts";
import { fieldsOf } from "../plan-read.ts";
import type { RequiredRecord } from "../require-record.ts";

/** The app, for those who manage it. @throws Failure app/not-found, permission/denied */
export function requireManaged(context: Context, app: string): RequiredApp {
  const required = requireApp(context, app);
  if (!required.access.app.manage) throw new Failure("permission/denied");
  return required;
}

/** Everybody whom the asker may know in the app, by name. */
export function knownPeople({ viewer, directory }: Context, { app }: RequiredApp): readonly DirectoryUser[] {
  const acquaintance = acquaintanceOf(app, viewer, directory);
  return directory
    .users()
    .filter(({ id, isService }) => acquaintance.user(id) && !isService)
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id));
}

/**
 * Holds an answer back that would tell what is in a field which the asker does not see on the record.
 *
 * @throws Failure permission/denied
 */
export function requireNothingHidden(record: RequiredRecord, { asked }: Pick<AccessExplanation, "asked">): void {
  const isHidden = asked.some((one) => fieldsOf(one).some(({ code }) => !record.mayView(code)));
  if (isHidden) throw new Failure("permission/denied");
}
