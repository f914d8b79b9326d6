import type { ProcessState } from "../../../app-definitions/definition.ts";
import type { DeployedApp } from "../../apps/deployed-app.ts";
import type { Directory, DirectoryUser } from "../../identity/directory.ts";
import { peopleOf } from "../../identity/people-of.ts";
import type { Reader } from "../../query/matches.ts";
import { readerOf, type RecordRow } from "../record-row.ts";
import { canView } from "../who-can-view.ts";
import type { Process } from "./process-of.ts";

type Entities = ProcessState["assignee"]["entities"];

/** The active people whom these entities name on a record, each once. CREATOR is whoever made the record. */
export function peopleNamed(
  entities: Entities,
  app: DeployedApp,
  read: Reader,
  directory: Directory,
): readonly DirectoryUser[] {
  const found = entities.flatMap(({ entity, includeSubs = false }) =>
    idsOf(entity, app, read, directory).flatMap((id) => peopleOf(id, includeSubs, directory)),
  );
  return [...new Map(found.map((user) => [user.id, user])).values()].filter(({ status }) => status === "active");
}

function idsOf(
  { type, code }: Entities[number]["entity"],
  app: DeployedApp,
  read: Reader,
  directory: Directory,
): readonly number[] {
  const one = (found: { id: number } | undefined) => (found ? [found.id] : []);
  switch (type) {
    case "USER":
      return one(directory.userByCode(code ?? ""));
    case "GROUP":
      return one(directory.groupByCode(code ?? ""));
    case "ORGANIZATION":
      return one(directory.organizationByCode(code ?? ""));
    case "CREATOR":
    case "FIELD_ENTITY": {
      const fields = [...app.fields.values()];
      const field =
        type === "CREATOR" ? fields.find(({ property }) => property.type === "CREATOR") : app.fields.get(code ?? "");
      const isNaming = field && !field.table && field.fieldType.column === "principals";
      return isNaming ? ((read(field) ?? []) as readonly number[]) : [];
    }
    case "CUSTOM_FIELD":
      return [];
  }
}

/**
 * Whose turn it can be in a state: the people whom it names and who can view the record once it has come there and is
 * theirs.
 */
export function candidatesOf(
  { app, process, state }: { app: DeployedApp; process: Process; state: ProcessState },
  row: RecordRow,
  directory: Directory,
  now: Date,
): readonly DirectoryUser[] {
  return peopleNamed(state.assignee.entities, app, readerOf(row), directory).filter((user) =>
    canView(app, arrived(row, process, state, [user.id]), directory, user, now),
  );
}

/** The record as it will be in a state, in these people's hands. */
export function arrived(
  row: RecordRow,
  { status, assignees }: Process,
  state: ProcessState,
  users: readonly number[],
): RecordRow {
  const values = new Map(row.values);
  values.set(status.id, status.optionIds.get(state.name) ?? null);
  values.set(assignees.id, users.length > 0 ? users : null);
  return { ...row, values };
}
