import { appendEvent } from "../../events/append-event.ts";
import type { Context } from "../../http/context.ts";
import { raiseDirectoryVersion } from "../store.ts";
import { groupIds, problemList } from "./check-people.ts";
import { checkNewOrganization, type OrganizationInput } from "./organizations.ts";
import { insertOrganization } from "./store.ts";
import { checkNewUser, insertCheckedUser } from "./users.ts";

export interface HospitalInput {
  readonly organization: OrganizationInput;
  readonly person: { readonly code: string; readonly name: string; readonly email?: string; readonly phone?: string };
  readonly groups?: readonly string[];
}

/**
 * Adds an institution and its contact person on one page, both or none.
 *
 * @throws Failure `input/invalid` with all problems at once, under `organization.code`, `person.email` …
 */
export async function addHospital(context: Context, input: HospitalInput) {
  const problems = problemList();
  const organization = await checkNewOrganization(context, input.organization, problems, "organization.");
  await checkNewUser(context, input.person, problems, "person.");
  const groups = groupIds(context.directory, problems, "groups", input.groups ?? []);
  problems.throwIfAny();
  const organizationId = await insertOrganization(context.tx, organization, context.now);
  const userId = await insertCheckedUser(context, input.person, [organizationId], groups);
  const detail = { organization: organizationId, user: userId };
  await appendEvent(context, { type: "organization/added", by: context.viewer.userId, detail });
  await raiseDirectoryVersion(context.tx);
  return { organizationId: String(organizationId), userId: String(userId) };
}
