import type { FileUpload } from "../../elements/file-upload.ts";
import { send } from "../../api.ts";
import { confirmDialog } from "../../elements/modal-dialog.ts";
import { toast } from "../../elements/toast-stack.ts";
import { t } from "../../messages/text.ts";
import { queryClient } from "../../query.ts";
import { navigate } from "../../router.ts";
import { restoreRecords } from "../bin/restore-records.ts";
import { listAddress } from "../list-state.ts";

/** Asks before unsaved changes are left behind in a draft. */
export function askLeave(): Promise<boolean> {
  return confirmDialog({
    heading: t("record.leave"),
    body: t("record.leave-body"),
    verb: t("record.leave-verb"),
    refusal: t("record.leave-stay"),
  });
}

/** Asks before changes are thrown away. */
export function askDiscard(changes: number): Promise<boolean> {
  return confirmDialog({
    heading: t("record.discard"),
    body: t("record.discard-body", { n: changes }),
    verb: t("record.discard-verb"),
    refusal: t("record.leave-stay"),
    isDangerous: true,
  });
}

/** Deletes a record after asking, and goes back to its list. @returns why it could not be deleted */
export async function removeRecord(app: string, record: string, title: string): Promise<Error | undefined> {
  const isSure = await confirmDialog({
    heading: t("record.delete"),
    body: t("record.delete-body", { title }),
    verb: t("record.delete-verb"),
    isDangerous: true,
  });
  if (!isSure) return undefined;
  try {
    await send("DELETE", "/k/v1/records.json", { app, ids: [record] });
  } catch (error) {
    return error as Error;
  }
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ["records", app] }),
    queryClient.invalidateQueries({ queryKey: ["bin", app] }),
  ]);
  void navigate(listAddress(app));
  toast(t("record.deleted"), () => void undoRemoval(app, record));
  return undefined;
}

/** Brings the record back and opens it; where that fails, the bin is the place to see why. */
async function undoRemoval(app: string, record: string) {
  try {
    await restoreRecords(app, [record]);
    await navigate(`/apps/${app}/records/${record}`);
    toast(t("record.restored"));
  } catch {
    await navigate(`/apps/${app}/bin`);
    toast(t("record.restore-failed"));
  }
}

/** Whether a file below `root` is still on its way; then says so, because saving or leaving now would lose it. */
export function waitsForUploads(root: ParentNode): boolean {
  const isSending = [...root.querySelectorAll<FileUpload>("file-upload")].some((one) => one.isSending);
  if (isSending) toast(t("file.wait"));
  return isSending;
}
