import { lookupOf } from "../../../app-definitions/field-types/source-settings.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import type { DeployedApp } from "../deployed-app.ts";
import type { NamedApp } from "./related-apps.ts";

/**
 * Refuses to take a field away that the lookup of another live app reads.
 *
 * @throws Failure field/looked-up (GAIA_LO02); the other app has to be deployed without the lookup first
 */
export function requireNotLookedUp({ apps }: Pick<Context, "apps">, app: NamedApp, codes: readonly string[]): void {
  const gone = new Set(codes);
  const others = apps.all().filter(({ id }) => id !== app.id);
  const code = others.flatMap((other) => readBy(other, app)).find((one) => gone.has(one));
  if (code !== undefined) throw new Failure("field/looked-up", { code });
}

/** Codes of the fields of `source` that the lookups of `app` read. */
function readBy(app: DeployedApp, source: NamedApp): string[] {
  return [...app.fields.values()].flatMap(({ property }) => {
    const lookup = lookupOf(property);
    const { code, app: id } = lookup?.relatedApp ?? {};
    if (!lookup || (code ? code !== source.code : id !== source.id)) return [];
    const copied = lookup.fieldMappings.map(({ relatedField }) => relatedField);
    return [lookup.relatedKeyField, ...copied, ...lookup.lookupPickerFields];
  });
}
