import type { AppDefinition, FieldProperty } from "../../../app-definitions/definition.ts";

/** A user, group or organisation that a definition names, and where. */
export interface NamedPrincipal {
  /** Place of its code in the definition. */
  readonly path: string;
  readonly type: "USER" | "GROUP" | "ORGANIZATION";
  readonly code: string;
}

/** Everybody whom a definition names in rights, process, notifications, actions, and as choice or default of a field. */
export function principalsIn(definition: AppDefinition): readonly NamedPrincipal[] {
  const { fields, appAcl, recordAcl, fieldAcl, process, notifications, actions } = definition;
  return [
    ...found({ appAcl, recordAcl, fieldAcl, process, notifications, actions }, ""),
    ...inFields(fields.properties, "fields.properties"),
  ];
}

function inFields(properties: Record<string, FieldProperty>, path: string): readonly NamedPrincipal[] {
  return Object.entries(properties).flatMap(([code, property]) => {
    const place = `${path}.${code}`;
    return [
      ...found(property["entities"] ?? [], `${place}.entities`),
      ...found(property["defaultValue"] ?? [], `${place}.defaultValue`),
      ...inFields(property.fields ?? {}, `${place}.fields`),
    ];
  });
}

/** Parts in which `{type, code}` means a person, a group or an organisation, whatever stands around it. */
function found(value: unknown, path: string): readonly NamedPrincipal[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => found(item, `${path}[${at}]`));
  if (typeof value !== "object" || value === null) return [];
  const { type, code } = value as { type?: unknown; code?: unknown };
  if ((type === "USER" || type === "GROUP" || type === "ORGANIZATION") && typeof code === "string")
    return [{ path: `${path}.code`, type, code }];
  return Object.entries(value).flatMap(([key, inner]) => found(inner, path ? `${path}.${key}` : key));
}
