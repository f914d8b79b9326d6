import type { Entity } from "../../app-definitions/definition.ts";
import type { DeployedApp } from "../apps/deployed-app.ts";
import { everyone, type Directory } from "../identity/directory.ts";
import type { Viewer } from "../identity/viewer.ts";
import { always, never, type Condition } from "../query/condition.ts";

/** One line of a rights table: for whom it is, and whether sub-organisations count. */
export interface Grant {
  readonly entity: Entity;
  readonly includeSubs?: boolean;
}

/** Whether the line is for everyone; such a line is the last resort wherever it stands. */
export function isEveryone({ entity }: Grant): boolean {
  return entity.type === "GROUP" && entity.code === everyone.code;
}

/** Whether the line is for this viewer in any case, whatever the record. FIELD_ENTITY never is. */
function fitsViewer({ entity, includeSubs }: Grant, app: DeployedApp, viewer: Viewer, directory: Directory): boolean {
  const code = entity.code ?? "";
  switch (entity.type) {
    case "USER":
      return directory.userByCode(code)?.id === viewer.userId;
    case "GROUP":
      return entity.code === everyone.code || isIn(viewer.groups, directory.groupByCode(code));
    case "ORGANIZATION":
      return isIn(
        includeSubs ? viewer.organizationsAndAncestors : viewer.organizations,
        directory.organizationByCode(code),
      );
    case "CREATOR":
      return app.creatorId !== null && app.creatorId === viewer.userId;
    case "FIELD_ENTITY":
      return false;
  }
}

/** On which records the line is for this viewer: all, none, or those whose field names him, his organisation or group. */
export function recordsOf(line: Grant, app: DeployedApp, viewer: Viewer, directory: Directory): Condition {
  if (line.entity.type !== "FIELD_ENTITY") return fitsViewer(line, app, viewer, directory) ? always : never;
  const field = app.fields.get(line.entity.code ?? "");
  if (!field || field.table || field.fieldType.column !== "principals") return never;
  const principals = principalsFor(field.property.type, line.includeSubs === true, viewer);
  return principals.length === 0 ? never : { kind: "names", field, principals };
}

function principalsFor(type: string, includeSubs: boolean, viewer: Viewer): readonly number[] {
  if (type === "ORGANIZATION_SELECT") return includeSubs ? viewer.organizationsAndAncestors : viewer.organizations;
  return type === "GROUP_SELECT" ? viewer.groups : [viewer.userId];
}

function isIn(ids: readonly number[], found: { id: number } | undefined): boolean {
  return found !== undefined && ids.includes(found.id);
}
