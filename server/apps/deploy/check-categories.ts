import type { AppDefinition } from "../../../app-definitions/definition.ts";
import { flatCategories } from "../../../app-definitions/field-types/category/category.ts";
import type { DefinitionProblem } from "./definition-problem.ts";

const limits = { categories: 1_000, depth: 5, name: 128 };

/** What is wrong with the tree of categories: names go over the wire, so each stands for one category alone. */
export function checkCategories({ categories }: AppDefinition): readonly DefinitionProblem[] {
  const all = flatCategories(categories?.tree ?? []);
  const path = "categories.tree";
  if (all.length > limits.categories) return [{ path, message: "too-many", params: { limit: limits.categories } }];
  const problems: DefinitionProblem[] = [];
  const seen = new Set<string>();
  for (const { category, depth } of all) {
    const { name } = category;
    if (depth >= limits.depth) problems.push({ path, message: "too-many", params: { limit: limits.depth } });
    if (name.trim() === "" || name.length > limits.name)
      problems.push({ path, message: "too-many", params: { limit: limits.name } });
    if (seen.has(name)) problems.push({ path, message: "repeated", params: { code: name } });
    seen.add(name);
  }
  return problems;
}
