import type { AppDefinition } from "../../../app-definitions/definition.ts";
import type { FieldProblem } from "../../../app-definitions/field-type.ts";
import { Failure } from "../../errors.ts";
import { checkDefinition } from "../deploy/check-definition.ts";
import { definitionMessages, describeSentence, type DefinitionProblem } from "../deploy/definition-problem.ts";

/** What one settings API writes: a part with its key in the definition, or the whole. */
export type Area =
  | Exclude<keyof AppDefinition, "code" | "presentation">
  | "definition"
  | "notifications.general"
  | "notifications.perRecord"
  | "notifications.reminder";

/**
 * Refuses what a change has broken in the part that it wrote. Formulas are left to the deploy, as on kintone, because
 * they may name fields that come next; what a removed field leaves behind elsewhere shows there too.
 *
 * @throws Failure field/unknown (GAIA_FC01) for a field that does not exist, else input/invalid with kintone's paths
 */
export function refuseNewProblems(before: AppDefinition, after: AppDefinition, area: Area): void {
  const problems = checkDefinition(after).problems.filter(
    ({ path }) => (path === "" || path === area || path.startsWith(`${area}.`)) && !path.endsWith(".expression"),
  );
  if (problems.length === 0) return;
  const known = new Set(checkDefinition(before).problems.map(({ path, message }) => `${path} ${message}`));
  const fresh = problems.filter(({ path, message }) => !known.has(`${path} ${message}`));
  if (fresh.length > 0) throw failureOf(fresh, area);
}

/** The refusal of a definition, as kintone's clients read it. */
export function failureOf(problems: readonly DefinitionProblem[], area?: Area): Failure {
  const byPath: Record<string, FieldProblem[]> = {};
  for (const problem of problems) {
    (byPath[kintonePath(problem.path, area) || "input"] ??= []).push(sentenceOf(problem));
  }
  const unknown = problems.find(({ message }) => message === "field-unknown");
  if (unknown) return new Failure("field/unknown", { code: unknown.params?.["code"] ?? "" }, byPath);
  const formula = problems.find(({ path }) => path.endsWith(".expression"));
  if (!formula) return new Failure("input/invalid", {}, byPath);
  const { ja = "", en = "" } = sentenceOf(formula).params ?? {};
  return new Failure("formula/wrong", { label: formula.params?.["label"] ?? "", ja, en }, byPath);
}

/** A problem of a definition as an answer tells it, in both languages. */
export function sentenceOf({ message, params = {} }: DefinitionProblem): FieldProblem {
  const sentences = definitionMessages[message];
  return {
    message: "definition",
    params: { ja: describeSentence(sentences.ja, params), en: describeSentence(sentences.en, params) },
  };
}

/** `views.views.NAME.sort` is `views[NAME].sort` on the wire: the part's own name goes, names stand in brackets. */
function kintonePath(path: string, area?: Area): string {
  const inArea = area && path.startsWith(`${area}.`) ? path.slice(area.length + 1) : path.replace(/^\w+\.(?=\w)/, "");
  return inArea
    .replace(/^(properties|views|reports|actions|states)\.([^.]+)/, "$1[$2]")
    .replace(/\.(fields|options)\.([^.[\]]+)/g, ".$1[$2]");
}
