import type { AppDefinition, FieldProperty } from "../../../app-definitions/definition.ts";
import schema from "../../../app-definitions/definition.schema.json" with { type: "json" };
import type { JsonSchema } from "../../../app-definitions/field-type.ts";
import { Failure } from "../../errors.ts";
import { checkJson, checkSchema } from "../../schema.ts";
import { buildDeployedApp } from "../build-deployed-app.ts";
import { checkCategories } from "./check-categories.ts";
import { checkFields } from "./check-fields.ts";
import { checkCopies, checkFormulas } from "./check-filled-in.ts";
import { checkParts } from "./check-parts.ts";
import { checkBulk, checkSizes } from "./check-sizes.ts";
import { completeDefinition } from "./complete-definition.ts";
import type { DefinitionProblem } from "./definition-problem.ts";
import { planDeploy } from "./plan-deploy.ts";

/** A definition that may be deployed, or everything that is wrong with it. */
export interface CheckedDefinition {
  readonly definition: AppDefinition | undefined;
  readonly problems: readonly DefinitionProblem[];
}

/** More problems than this help nobody, and the answer must not grow with the attack. */
const mostProblems = 100;

/**
 * Holds a definition against its schema, then its parts against each other. Pure: whether it fits the live revision and
 * its data is `planDeploy`'s question.
 *
 * @param path - stands before every problem's path, for example the file's name
 */
export function checkDefinition(given: unknown, path?: string): CheckedDefinition {
  const problems = problemsOf(given);
  if (problems.length === 0) return { definition: withoutSchema(given as AppDefinition), problems: [] };
  return {
    definition: undefined,
    problems: problems
      .slice(0, mostProblems)
      .map((one) => ({ ...one, path: [path, one.path].filter(Boolean).join(": ") })),
  };
}

function problemsOf(given: unknown): readonly DefinitionProblem[] {
  const bulk = checkBulk(given);
  if (bulk.length > 0) return bulk;
  try {
    checkJson(given);
  } catch (error) {
    if (error instanceof Failure) return [{ path: "", message: "json-hostile" }];
    throw error;
  }
  const shape = checkSchema(schema as JsonSchema, withoutSchema(given));
  if (shape.length > 0) return shape.map(({ path, detail }) => ({ path, message: "schema", params: { detail } }));

  // Later checks need the earlier ones: conditions can be read only once the fields are known to be sound.
  const sizes = checkSizes(given as AppDefinition);
  if (sizes.length > 0) return sizes;
  const definition = completeDefinition(withoutSchema(given as AppDefinition));
  const fields = [...checkFields(definition), ...checkCategories(definition)];
  if (fields.length > 0) return fields;
  const [formulas, copies] = [checkFormulas(definition), checkCopies(definition)];
  if (copies.length > 0) return [...formulas, ...copies];
  return [...formulas, ...partProblems(formulas.length > 0 ? withoutFormulas(definition) : definition)];
}

function partProblems(definition: AppDefinition): readonly DefinitionProblem[] {
  const { physical } = planDeploy("0", null, definition);
  const never = new Date(0);
  const header = { created_at: never, created_by: null, updated_at: never, updated_by: null, space_id: null };
  return checkParts(buildDeployedApp({ id: "0", code: definition.code, revision: 1, ...header }, definition, physical));
}

/** Wrong formulas wait in a draft until the deploy; views and rights that name their fields are checked all the same. */
function withoutFormulas(definition: AppDefinition): AppDefinition {
  const plain = (fields: Readonly<Record<string, FieldProperty>>): Record<string, FieldProperty> =>
    Object.fromEntries(
      Object.entries(fields).map(([code, field]) => [
        code,
        {
          ...field,
          ...(field["expression"] !== undefined && { expression: field.type === "CALC" ? "0" : "" }),
          ...(field.fields && { fields: plain(field.fields) }),
        },
      ]),
    );
  return { ...definition, fields: { ...definition.fields, properties: plain(definition.fields.properties) } };
}

/** `$schema` lets editors complete the file and is no part of the app. */
function withoutSchema<Given>(given: Given): Given {
  if (typeof given !== "object" || given === null || !("$schema" in given)) return given;
  const { $schema: _, ...rest } = given;
  return rest as Given;
}
