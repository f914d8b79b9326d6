import type { FieldProblem } from "../../app-definitions/field-type.ts";
import { Failure } from "../errors.ts";

/** Most records in one request, as on kintone. */
export const mostRecords = 100;

/**
 * Holds the number of records in one request against what kintone takes; deleting takes one at least.
 *
 * @param key - the parameter that lists them
 * @throws Failure input/invalid, with kintone's sentence for what was to be done
 */
export function checkBatch(
  count: number,
  doing: "adding" | "updating" | "deleting" | "evaluating",
  key: "records" | "ids" = "records",
): void {
  const isTooFew = doing === "deleting" && count === 0;
  if (count <= mostRecords && !isTooFew) return;
  const missing: FieldProblem[] = isTooFew ? [{ message: "required-parameter" }] : [];
  throw new Failure("input/invalid", {}, { [key]: [...missing, { message: `batch/${doing}` }] });
}
