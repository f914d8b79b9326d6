import type { DeployedApp } from "../../../server/apps/deployed-app.ts";
import { write } from "./arbitraries.ts";
import type { RightsTree, Tree } from "./oracle.ts";
import { deploy } from "./world.ts";

/** The app with these rights, its conditions written out as people write them. */
export function deployTree(tree: RightsTree): DeployedApp {
  const text = (one: Tree | null) => (one ? write(one) : "");
  return deploy({
    appAcl: tree.appAcl,
    fieldAcl: tree.fieldAcl,
    recordAcl: { rights: tree.blocks.map(({ when, entities }) => ({ filterCond: text(when), entities })) },
    tabs: tree.tabs.map(({ code, fields, when }) => ({ code, label: code, fields, when: text(when) })),
  });
}
