import type { DeployedApp } from "../apps/deployed-app.ts";
import { Failure } from "../errors.ts";
import type { Access } from "../permissions/access.ts";
import type { Condition } from "../query/condition.ts";
import { planRead, type ReadPlan } from "./plan-read.ts";

declare const planBrand: unique symbol;

/** `process`: moving a record on or handing it over, which needs no right beyond seeing it; whose turn it is decides. */
export type WriteAction = "edit" | "delete" | "process";

/** Which records to change or delete: those that the viewer sees, and the right that he needs on each of them. */
export interface WritePlan {
  readonly [planBrand]: true;
  readonly action: WriteAction;
  readonly ids: readonly string[];
  /** Reaches the records; whoever does not see one is told that there is none. */
  readonly reach: ReadPlan;
  /** Decides whether the viewer may do it. */
  readonly right: Condition;
}

/**
 * Plans a change of these records. Rows are changed with a plan only, and only this function makes one, from an Access.
 *
 * @throws Failure permission/denied when the viewer may do it on no record at all
 */
export function planWrite(app: DeployedApp, access: Access, action: WriteAction, ids: readonly string[]): WritePlan {
  const right = access[action === "process" ? "view" : action];
  if (right.kind === "never") throw new Failure("permission/denied");
  const reach = planRead(app, access, { where: { kind: "record", ids }, fields: [] });
  return { action, ids, reach, right } as unknown as WritePlan;
}

declare const addBrand: unique symbol;

/** Leave to add records to an app; what may be set in them is decided per field. */
export interface AddPlan {
  readonly [addBrand]: true;
  readonly app: DeployedApp;
  readonly access: Access;
}

/** @throws Failure permission/denied when the viewer may not add records */
export function planAdd(app: DeployedApp, access: Access): AddPlan {
  if (!access.app.add) throw new Failure("permission/denied");
  return { app, access } as unknown as AddPlan;
}
