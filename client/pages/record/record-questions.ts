import { confirmDialog } from "../../elements/modal-dialog.ts";
import { t } from "../../messages/text.ts";

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

/** Asks before a record is deleted. */
export function askDelete(title: string): Promise<boolean> {
  return confirmDialog({
    heading: t("record.delete"),
    body: t("record.delete-body", { title }),
    verb: t("record.delete-verb"),
    isDangerous: true,
  });
}
