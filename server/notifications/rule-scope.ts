import type { DeployedApp } from "../apps/deployed-app.ts";
import type { Directory } from "../identity/directory.ts";
import type { Viewer } from "../identity/viewer.ts";
import { bindCondition } from "../query/bind-query.ts";
import type { Condition } from "../query/condition.ts";
import { parseQuery } from "../query/parse-query.ts";

/** Rules ask in the platform's name: they name no viewer. */
const nobody: Omit<Viewer, "timezone"> = {
  userId: 0,
  code: "",
  name: "",
  isAdministrator: false,
  groups: [],
  organizations: [],
  organizationsAndAncestors: [],
  primaryOrganization: null,
  certificate: null,
  sessionId: null,
  locale: "ja",
};

/** The time zone in which an app's rules count days. */
export function timezoneOf({ definition }: DeployedApp): string {
  return definition.notifications.reminder.timezone || "Asia/Tokyo";
}

/** The records for which a rule of the app asks. */
export function ruleCondition(
  filterCond: string | undefined,
  { app, directory, now }: { app: DeployedApp; directory: Directory; now: Date },
): Condition {
  const viewer = { ...nobody, timezone: timezoneOf(app) };
  return bindCondition(parseQuery(filterCond ?? "").condition, { app, access: null, viewer, now, directory });
}
