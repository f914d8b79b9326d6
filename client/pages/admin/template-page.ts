import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { get, send } from "../../api.ts";
import "../../elements/admin/admin-form.ts";
import type { FormField, FormValues } from "../../elements/admin/form-fields.ts";
import { toast } from "../../elements/toast-stack.ts";
import { t } from "../../messages/admin-text.ts";
import { Query } from "../../query.ts";
import { navigate } from "../../router.ts";
import { knownSession } from "../../session.ts";
import { listIn, textIn } from "./admin-readings.ts";
import { EditPage } from "./edit-page.ts";
import { crumbs } from "./list-parts.ts";

const list = "/admin/templates";
const start: FormValues = { space: "", name: "", description: "", fixedMember: false };

/** Saves a space as a template; or, for a template in the address, makes a space from it. */
@customElement("template-page")
export class TemplatePage extends EditPage {
  #spaces = new Query(this, () =>
    this.template
      ? null
      : {
          key: ["admin", "spaces"],
          read: async () =>
            (await get<{ spaces: { id: string; name: string }[] }>("/k/v1/spaces/statistics.json")).spaces,
        },
  );

  private get template(): string | undefined {
    return this.route.params["template"];
  }

  protected override pageTitle() {
    return t(this.template ? "admin.template.use-title" : "admin.template.add");
  }

  private get fields(): FormField[] {
    const name = { kind: "text", code: "name", isRequired: true } as const;
    if (this.template) {
      const support = t("admin.template.fixed-support");
      return [
        { ...name, label: t("admin.template.space-name"), maxLength: 128 },
        { kind: "check", code: "fixedMember", label: t("admin.template.fixed"), support },
      ];
    }
    const choices = (this.#spaces.data ?? []).map((space) => ({ value: space.id, label: space.name }));
    return [
      { kind: "pick", code: "space", label: t("admin.template.space"), isRequired: true, choices },
      { ...name, label: t("admin.template.name"), maxLength: 30 },
      { kind: "long", code: "description", label: t("admin.template.description"), maxLength: 200 },
    ];
  }

  private async save(values: FormValues) {
    const name = textIn(values, "name");
    const answer = await this.write(() => (this.template ? this.makeSpace(name, values) : this.keep(name, values)));
    if (answer === undefined) return;
    toast(t(this.template ? "admin.template.used" : "admin.template.saved", { name }));
    await navigate(list);
  }

  private keep(name: string, values: FormValues) {
    const space = listIn(values, "space")[0] ?? textIn(values, "space");
    const description = textIn(values, "description");
    return send("POST", "/portal/v1/admin/space-templates.json", { space, name, description });
  }

  /** Whoever makes the space runs it; everybody is a member, because rights are the apps' own business. */
  private makeSpace(name: string, values: FormValues) {
    const members = [
      { entity: { type: "USER", code: knownSession()?.user.code }, isAdmin: true },
      { entity: { type: "GROUP", code: "everyone" }, isAdmin: false },
    ];
    const fixedMember = values["fixedMember"] === true;
    return send("POST", "/k/v1/template/space.json", { id: this.template, name, members, fixedMember });
  }

  protected override render(): TemplateResult {
    return html`${crumbs([list, t("admin.menu.templates")])}
      <h1 tabindex="-1">${this.pageTitle()}</h1>
      <p class="meta">${t(this.template ? "admin.template.use-lead" : "admin.template.add-lead")}</p>
      ${this.renderFailure()}
      <admin-form
        .sections=${[{ fields: this.fields }]}
        .values=${start}
        .refusals=${this.refusals}
        .busy=${this.isBusy}
        .saveWords=${t(this.template ? "admin.template.make" : "admin.template.save")}
        .cancelHref=${list}
        @form-touch=${() => this.hold()}
        @form-save=${(event: CustomEvent<FormValues>) => this.save(event.detail)}
      ></admin-form>`;
  }
}
