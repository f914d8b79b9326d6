import type { DeployedApp } from "../apps/deployed-app.ts";
import type { Directory } from "../identity/directory.ts";
import type { Viewer } from "../identity/viewer.ts";
import type { AppRights } from "./access.ts";
import { fitsViewer, inOrder } from "./entities.ts";

/**
 * What the viewer may do in the app as a whole: the uppermost line that fits decides alone, the line for everyone comes
 * last, and without any fitting line there is nothing. Administrators may manage every app, which gives them no record.
 *
 * @see kintone.md §1.12, PE-2 to PE-4
 */
export function compileAppRights(app: DeployedApp, viewer: Viewer, directory: Directory): AppRights {
  const line = inOrder(app.definition.appAcl.rights).find((one) => fitsViewer(one, app, viewer, directory));
  // Some exports write 1 and 0 for true and false.
  const view = Boolean(line?.recordViewable);
  const add = Boolean(line?.recordAddable);
  return {
    view,
    add,
    edit: view && Boolean(line?.recordEditable),
    delete: view && Boolean(line?.recordDeletable),
    manage: viewer.isAdministrator || Boolean(line?.appEditable),
    import: add && Boolean(line?.recordImportable),
    export: view && Boolean(line?.recordExportable),
  };
}
