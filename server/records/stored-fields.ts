import type { DeployedApp, DeployedField } from "../apps/deployed-app.ts";

/** Every field that has a column, in the order of the definition. */
export function storedFields(app: DeployedApp): readonly DeployedField[] {
  return [...app.fields.values()].filter(({ column }) => column !== null);
}
