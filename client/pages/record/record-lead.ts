import { html, nothing } from "lit";
import type { ConsentValue } from "../../../app-definitions/field-type.ts";
import type { ConsentSettings } from "../../../app-definitions/field-types/consent/consent-widget.ts";
import { today } from "../../day.ts";
import { termsToday } from "../../elements/consent-form.ts";
import { icon } from "../../elements/icons.ts";
import { copyTargets, isComputed, isReadOnly, translator } from "../../fields.ts";
import { tabOfField } from "../../form-sections.ts";
import { t } from "../../messages/text.ts";
import type { App, FieldRights, OpenRecord, ShownField } from "../../wire.ts";

/** What to say after something was saved, and where the person goes next. */
export interface Lead {
  words: string;
  /** Code of the tab to go on to. */
  tab?: string;
}

const labelOfTab = (app: App, tab: string) => translator(app)(app.tabs.find(({ code }) => code === tab)?.label ?? "");

/**
 * Leads on after saving: to the first tab that exists only since then; after an act of consent also without one.
 * @returns undefined when there is nothing to say beyond "saved"
 */
export function leadAfter(
  app: App,
  before: readonly string[],
  after: readonly string[],
  act: unknown,
): Lead | undefined {
  const action = (act as { action?: string } | undefined)?.action;
  if (action === "WITHDRAW") return { words: t("record.withdrawn") };
  const tab = after.find((code) => !before.includes(code));
  if (!tab) return action === "AGREE" ? { words: t("record.agreed") } : undefined;
  const label = labelOfTab(app, tab);
  return { words: t(action === "AGREE" ? "record.agreed-next" : "record.opened-tabs", { label }), tab };
}

function isWaiting(field: ShownField, open: OpenRecord): boolean {
  if (field.type !== "CONSENT" || open.fields[field.code]?.editable !== true) return false;
  const value = open.record[field.code]?.value as Partial<ConsentValue> | null | undefined;
  const terms = termsToday((field as ConsentSettings).terms ?? [], today());
  return (
    terms !== undefined &&
    value?.state !== "WITHDRAWN" &&
    (value?.state !== "AGREED" || value.version !== terms.version)
  );
}

/** The tab in which the viewer's consent is asked for and still missing; who withdrew is not asked again. */
export function tabAskingConsent(app: App, open: OpenRecord | undefined): string | undefined {
  if (!open?.rights.edit) return undefined;
  const field = Object.values(app.fields.properties).find((one) => isWaiting(one, open));
  return field && (tabOfField(app, field.code) || undefined);
}

/** What to do next, with the way there; takes the focus when it tells of something just saved. */
export function leadNotice(app: App, lead: Lead | undefined, asking: string | undefined, go: (tab: string) => void) {
  const tab = lead?.tab ?? (lead ? undefined : asking);
  if (!lead && !tab) return nothing;
  const label = tab ? labelOfTab(app, tab) : "";
  return html`<div class="notice ${lead ? "ok" : "warn"} lead" tabindex="-1">
    <span>${lead?.words ?? t("record.asks-consent", { label })}</span>
    ${
      tab
        ? html`<button type="button" class="button filled" @click=${() => go(tab)}>
            ${t("record.to-tab", { label })}${icon("forward")}
          </button>`
        : nothing
    }
  </div>`;
}

/** Says once, above the form, why some items have no input; nothing when all have one. */
export function lockedNote(app: App, rights: FieldRights) {
  const copied = copyTargets(app);
  const isLocked = (field: ShownField) =>
    field.type !== "CONSENT" &&
    !copied.has(field.code) &&
    !isReadOnly(field.type) &&
    !isComputed(field) &&
    rights[field.code]?.viewable !== false &&
    rights[field.code]?.editable !== true;
  if (!Object.values(app.fields.properties).some(isLocked)) return nothing;
  return html`<p class="hint">${t(app.enableComments ? "form.locked-note" : "form.locked-note-short")}</p>`;
}

/** While editing, the way to the first tab with something to fill in, where neither this one nor what stands above has any. */
export function inputsElsewhere(
  app: App,
  rights: FieldRights,
  tabs: readonly string[],
  tab: string,
  go: (tab: string) => void,
) {
  const homes = Object.values(app.fields.properties)
    .filter(({ code, type }) => rights[code]?.editable === true && !isReadOnly(type))
    .map(({ code }) => tabOfField(app, code));
  const goal = tabs.find((code) => homes.includes(code));
  if (goal === undefined || homes.includes("") || homes.includes(tab)) return nothing;
  const label = labelOfTab(app, goal);
  return html`<div class="notice">
    <span>${t("form.inputs-elsewhere", { label })}</span>
    <button type="button" class="button" @click=${() => go(goal)}>
      ${t("record.to-tab", { label })}${icon("forward")}
    </button>
  </div>`;
}
