import type { DeployedApp } from "../apps/deployed-app.ts";
import type { Directory, DirectoryUser } from "../identity/directory.ts";
import type { RecordRow } from "./record-row.ts";

/**
 * Gives people whom the app's rights cannot tell apart on this record the same text, so that of 10,000 hospitals' people
 * the rules are asked once and not 10,000 times.
 *
 * What can tell people apart: being named or administrator, the groups and organisations that rules or the record's
 * fields name, the time zone (for TODAY), and, where a condition asks for its reader, everything.
 */
export function likenessOn(app: DeployedApp, row: RecordRow, directory: Directory): (user: DirectoryUser) => string {
  const { appAcl, recordAcl } = app.definition;
  const entities = [...appAcl.rights, ...recordAcl.rights.flatMap((rule) => rule.entities)].map(({ entity }) => entity);
  if (recordAcl.rights.some(({ filterCond }) => /LOGINUSER|PRIMARY_ORGANIZATION/i.test(filterCond))) {
    return ({ id }) => String(id);
  }
  const named = new Set(
    entities.flatMap(({ type, code }): readonly (number | undefined | null)[] => {
      switch (type) {
        case "USER":
          return [directory.userByCode(code ?? "")?.id];
        case "GROUP":
          return [directory.groupByCode(code ?? "")?.id];
        case "ORGANIZATION":
          return [directory.organizationByCode(code ?? "")?.id];
        case "CREATOR":
          return [app.creatorId];
        case "FIELD_ENTITY":
          return (row.values.get(app.fields.get(code ?? "")?.id ?? -1) ?? []) as readonly number[];
      }
    }),
  );
  const ofOrganization = new Map<number, string>();
  const organization = (id: number): string => {
    const known = ofOrganization.get(id);
    if (known !== undefined) return known;
    // The person's own organisation counts otherwise than those above it.
    const ids = directory.organizationAndAncestors(id).filter((one) => named.has(one));
    const likeness = ids.map((one) => (one === id ? `=${one}` : `<${one}`)).join();
    ofOrganization.set(id, likeness);
    return likeness;
  };
  return ({ id, isAdministrator, timezone, groups, organizations }) =>
    [
      named.has(id) ? id : "",
      isAdministrator,
      timezone,
      groups.filter((group) => named.has(group)).join(),
      organizations.map(organization).join("|"),
    ].join(" ");
}
