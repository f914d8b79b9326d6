import type { DeployedField } from "../../apps/deployed-app.ts";
import type { Directory } from "../../identity/directory.ts";
import type { Stored } from "../../query/condition.ts";
import { wholeMinute } from "../../../app-definitions/field-types/datetime/datetime.ts";
import { toValue } from "../stored-values.ts";

/**
 * The stored form in `target` of what `source`, a field of another app, holds. Options go by their names; what the target
 * does not offer is left out. People, organisations and groups are the same in every app.
 */
export function copyValue(source: DeployedField, stored: Stored, target: DeployedField, directory: Directory): Stored {
  if (stored === null) return null;
  const value = toValue(source, stored, directory);
  switch (target.fieldType.column) {
    case "text":
      return String(source.fieldType.toWire(value as never, source.property as never) ?? "") || null;
    case "option":
      return target.optionIds.get(value as string) ?? null;
    case "options": {
      const ids = (value as readonly string[]).flatMap((name) => target.optionIds.get(name) ?? []);
      return ids.length === 0 ? null : ids;
    }
    case "timestamp":
      return wholeMinute(stored as string);
    default:
      return stored;
  }
}
