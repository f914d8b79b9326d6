import type { ShownExplanation, ShownLine } from "../../../server/records/explaining/explain.ts";
import { t, type AccessKey } from "../../messages/access-text.ts";

/** One right in the end, and in words. */
export interface RightWords {
  right: string;
  isGranted: boolean;
  words: string;
}

/** The sentences of one layer, in the order in which its rules are tried. */
export interface LayerWords {
  title: string;
  sentences: string[];
}

type Reason = { decidedBy: ShownLine | null; passed: readonly ShownLine[] };

/** What the person may do in the end: in the app as a whole, or with the record and the field that were asked for. */
export function summaryOf({ app, field, verdicts }: ShownExplanation): RightWords[] {
  const asked = Object.entries(verdicts);
  if (asked.length === 0) {
    return (["view", "add", "edit", "delete", "manage", "import", "export"] as const).map((right) => ({
      right: t(`access.right.${right}`),
      isGranted: app.rights[right],
      words: t(app.rights[right] ? "access.yes" : "access.no"),
    }));
  }
  return asked.map(([right, { isGranted, refusedBy }]) => {
    const layers = refusedBy.map((layer) => t(`access.layer.${layer}`)).join(t("access.and"));
    return {
      right: t(`access.right.${right}` as AccessKey, { field: field?.label ?? "" }),
      isGranted,
      words: isGranted ? t("access.yes") : t("access.no-by", { layers }),
    };
  });
}

/** Why, layer by layer. */
export function reasonsOf({ app, record, field }: ShownExplanation): LayerWords[] {
  return [
    { title: t("access.layer.app"), sentences: ofApp(app) },
    ...(record ? [{ title: t("access.layer.record"), sentences: ofRecord(record) }] : []),
    ...(field ? [{ title: t("access.layer.field"), sentences: ofField(field) }] : []),
  ];
}

function ofApp(app: ShownExplanation["app"]): string[] {
  return [
    ...ofLines(app),
    ...app.dropped.map((right) => dropped(right, right === "import" ? "add" : "view")),
    ...(app.isByAdministrator ? [t("access.administrator")] : []),
  ];
}

function ofRecord(record: NonNullable<ShownExplanation["record"]>): string[] {
  const words = ({ at, filterCond }: { at: number; filterCond: string }) => ({
    n: at + 1,
    condition: filterCond.trim() || t("access.block.all"),
  });
  const passed = record.passedBlocks.map((block) =>
    t(block.isDecided ? "access.block.passed" : "access.block.undecided", words(block)),
  );
  if (record.block && record.how === "undecided") {
    return [...passed, t("access.block.undecided", words(record.block)), t("access.block.stopped")];
  }
  if (!record.block) return [...passed, t(record.how === "no-block" ? "access.block.none" : "access.block.closed")];
  return [
    ...passed,
    t("access.block.decides", words(record.block)),
    ...ofLines(record),
    ...record.dropped.map((right) => dropped(right, "view")),
  ];
}

function ofField(field: NonNullable<ShownExplanation["field"]>): string[] {
  const { tab, tabLabel, how, accessibility, isWritable } = field;
  return [
    ...(tab && !tab.exists ? [t("access.field.no-tab", { tab: tabLabel, condition: tab.filterCond })] : []),
    ...(how === "free" ? [t("access.field.free")] : [...ofLines(field), t(`access.field.${accessibility}`)]),
    ...(isWritable ? [] : [t("access.field.type")]),
  ];
}

function ofLines({ decidedBy, passed }: Reason): string[] {
  const words = (line: ShownLine) => ({ n: line.at + 1, whom: whom(line) });
  const isEveryone = decidedBy?.entity.type === "GROUP" && decidedBy.entity.code === "everyone";
  const isMoved = isEveryone && passed.some(({ at }) => at > decidedBy.at);
  return [
    ...passed.map((line) => t("access.line.passed", words(line))),
    ...(isMoved ? [t("access.line.everyone")] : []),
    decidedBy ? t("access.line.decides", words(decidedBy)) : t("access.line.none"),
  ];
}

function whom({ entity, name, includeSubs }: ShownLine): string {
  const withSubs = includeSubs && (entity.type === "ORGANIZATION" || entity.type === "FIELD_ENTITY");
  const key = withSubs ? (`access.entity.${entity.type}-subs` as AccessKey) : (`access.entity.${entity.type}` as const);
  return t(key, { name: name || `${entity.code ?? ""}${t("access.gone")}` });
}

function dropped(right: keyof ShownExplanation["app"]["rights"], needed: "view" | "add"): string {
  return t("access.dropped", { right: t(`access.right.${right}`), needed: t(`access.right.${needed}`) });
}
