import type { Transaction } from "../../database.ts";
import { isComputed } from "../../../app-definitions/expressions/field-scalars.ts";
import { buildDeployedApp } from "../build-deployed-app.ts";
import type { DeployContext } from "./deploy-apps.ts";
import type { DeployedApp } from "../deployed-app.ts";
import { readApps, readRevisions } from "../store.ts";
import { checkSources, refersTo } from "./check-sources.ts";
import { allFields } from "./compare-definitions.ts";
import type { DefinitionProblem } from "./definition-problem.ts";
import type { DeployPlan } from "./plan-deploy.ts";

/**
 * What is wrong between apps as they would stand after the deploy: lookups of the deployed ones, by their place in
 * `deployed`, and what other apps still need of them.
 */
export async function sourceProblems(
  tx: Transaction,
  deployed: readonly DeployedApp[],
): Promise<readonly (readonly DefinitionProblem[])[]> {
  const live = await readLive(tx);
  const others = live.filter(({ id }) => !deployed.some((one) => one.id === id));
  const all = [...deployed, ...others];
  const needed = others.filter((other) => refersTo(other, deployed)).flatMap((other) => neededBy(other, all));
  return deployed.map((app, at) => [...checkSources(app, all), ...(at === 0 ? needed : [])]);
}

/** The app as it would stand after the deploy. */
export function builtFrom({ app, definition, physical, revision }: DeployPlan, { now, by = null }: DeployContext) {
  const header = { created_at: now, created_by: by, updated_at: now, updated_by: by, space_id: null };
  return buildDeployedApp({ id: app, code: definition.code, revision, ...header }, definition, physical);
}

/** Whether records that are there hold values which the new formulas would not give, or lack something. */
export function needsRecalculation({ changes, definition, physical, ddl }: DeployPlan): boolean {
  if (physical.unfilled) return true;
  const isNew = ddl.some(({ kind }) => kind === "create-tables");
  const hasFormulas = [...allFields(definition).values()].some(isComputed);
  return (
    !isNew &&
    hasFormulas &&
    changes.some(
      (change) =>
        change.kind === "field-added" ||
        (change.kind === "field-changed" && change.settings.includes("expression")) ||
        (change.kind === "part-changed" && change.part === "settings"),
    )
  );
}

function neededBy(other: DeployedApp, all: readonly DeployedApp[]): DefinitionProblem[] {
  return checkSources(other, all).map(({ params = {} }) => ({
    path: "fields.properties",
    message: "source-field-needed",
    params: { app: other.definition.settings.name, code: params["code"] ?? params["detail"] ?? "" },
  }));
}

async function readLive(tx: Transaction): Promise<readonly DeployedApp[]> {
  const rows = await readApps(tx);
  const revisions = await readRevisions(
    tx,
    rows.map(({ id }) => id),
  );
  const headers = new Map(rows.map((row) => [row.id, row]));
  return revisions.map((one) => buildDeployedApp(headers.get(one.app_id)!, one.definition, one.physical));
}
