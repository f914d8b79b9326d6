import type { DeployedApp, DeployedField } from "../apps/deployed-app.ts";
import type { Stored } from "../query/condition.ts";

const known = new WeakMap<DeployedApp, readonly DeployedField[]>();

/** The fields through which a record right shows records to the people, organisations or groups they name. */
export function aclFields(app: DeployedApp): readonly DeployedField[] {
  const found = known.get(app) ?? findFields(app);
  known.set(app, found);
  return found;
}

function findFields({ definition, fields }: DeployedApp): readonly DeployedField[] {
  const codes = definition.recordAcl.rights.flatMap(({ entities }) =>
    entities.flatMap(({ entity, viewable }) => (viewable && entity.type === "FIELD_ENTITY" ? (entity.code ?? []) : [])),
  );
  return [...new Set(codes)].flatMap((code) => {
    const field = fields.get(code);
    return field && !field.table && field.fieldType.column === "principals" ? field : [];
  });
}

/**
 * The ids for a record's column `acl`: whom its `aclFields` name, and nobody else. Ancestors of organisations are not
 * among them: a viewer brings his own, so that moving an organisation changes no record.
 */
export function aclOf(app: DeployedApp, read: (field: DeployedField) => Stored): number[] {
  return [...new Set(aclFields(app).flatMap((field) => (read(field) ?? []) as readonly number[]))];
}
