import type { FieldProblem, Principal, SubtableRow } from "../../app-definitions/field-type.ts";
import type { DeployedField } from "../apps/deployed-app.ts";
import type { Directory } from "../identity/directory.ts";
import type { Stored, StoredRow } from "../query/condition.ts";

/** Nobody may be left: a deleted person shows as kintone shows him, with empty code and name. */
const gone: Principal = { code: "", name: "" };

/**
 * What the field type calls the value: names for ids of options, people, organisations and groups; null is empty.
 * Renames cost nothing, because names are looked up here and stored nowhere.
 */
export function toValue(field: DeployedField, stored: Stored, directory: Directory): unknown {
  if (stored === null) return null;
  switch (field.fieldType.column) {
    case "option":
      return field.optionKeys.get(stored as number) ?? null;
    case "options":
      return (stored as readonly number[]).flatMap((id) => field.optionKeys.get(id) ?? []);
    case "principals":
      return (stored as readonly number[]).map((id) => principal(field, id, directory));
    case "subtable":
      return (stored as readonly StoredRow[]).map((row): SubtableRow => ({
        id: row.id,
        value: Object.fromEntries(
          [...field.inner.values()].map((inner) => [inner.code, toValue(inner, innerStored(row, inner), directory)]),
        ),
      }));
    default:
      return stored;
  }
}

/** The stored form of one inner value of a row; what a row never had is empty. */
export function innerStored(row: StoredRow, inner: DeployedField): Stored {
  return (row[`f${inner.id}`] ?? null) as Stored;
}

/** A value that names something that does not exist. */
export class UnknownReference extends Error {
  override readonly name = "UnknownReference";
  constructor(readonly problem: FieldProblem) {
    super(problem.message);
  }
}

/**
 * The stored form of a value that the field type made from a request; subtables have their own rules.
 *
 * @param mayName - whether this person, organisation or group may be named; one that may not is told in the very words of
 *   one that does not exist
 * @throws UnknownReference when an option, person, organisation or group does not exist
 */
export function toStored(
  field: DeployedField,
  value: unknown,
  directory: Directory,
  mayName: (id: number) => boolean = () => true,
): Stored {
  if (value === null || value === undefined) return null;
  switch (field.fieldType.column) {
    case "option":
      return option(field, String(value), "value");
    case "options":
      return (value as readonly string[]).map((key, at) => option(field, key, `values[${at}].value`));
    case "principals": {
      const ids = (value as readonly Principal[]).map(({ code }, at) => {
        const found = lookUp(field, code, directory);
        if (!found || !mayName(found.id))
          throw new UnknownReference({ message: notKnown(field), params: { code }, at: `values[${at}].value` });
        return found.id;
      });
      return ids.length === 0 ? null : [...new Set(ids)];
    }
    default:
      return value as Stored;
  }
}

function option(field: DeployedField, key: string, at: string): number {
  const id = field.optionIds.get(key);
  if (id === undefined) throw new UnknownReference({ message: "not-option", params: { option: key }, at });
  return id;
}

function principal(field: DeployedField, id: number, directory: Directory): Principal {
  const found =
    field.property.type === "ORGANIZATION_SELECT"
      ? directory.organization(id)
      : field.property.type === "GROUP_SELECT"
        ? directory.group(id)
        : directory.user(id);
  return found ? { code: found.code, name: found.name } : gone;
}

function notKnown({ property }: DeployedField): string {
  if (property.type === "ORGANIZATION_SELECT") return "organization/not-known";
  return property.type === "GROUP_SELECT" ? "group/not-known" : "user/not-known";
}

function lookUp(field: DeployedField, code: string, directory: Directory): { id: number } | undefined {
  if (field.property.type === "ORGANIZATION_SELECT") return directory.organizationByCode(code);
  return field.property.type === "GROUP_SELECT" ? directory.groupByCode(code) : directory.userByCode(code);
}
