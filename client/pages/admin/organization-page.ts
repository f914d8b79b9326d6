import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { send } from "../../api.ts";
import "../../elements/admin/admin-form.ts";
import type { FormSection, FormValues } from "../../elements/admin/form-fields.ts";
import "../../elements/page-problem.ts";
import { toast } from "../../elements/toast-stack.ts";
import { t } from "../../messages/admin-text.ts";
import { Query } from "../../query.ts";
import { navigate } from "../../router.ts";
import { listIn, organizationChoices, organizationsReading, textIn } from "./admin-readings.ts";
import type { Organization } from "./admin-wire.ts";
import { EditPage } from "./edit-page.ts";
import { checkCode } from "./field-checks.ts";
import { crumbs } from "./list-parts.ts";

function valuesOf({ code = "", name = "", description = "", parentCode }: Partial<Organization> = {}): FormValues {
  return { code, name, description, parentCode: parentCode ? [parentCode] : [] };
}

/** Adds an organisation, or changes one. */
@customElement("organization-page")
export class OrganizationPage extends EditPage {
  #organizations = new Query(this, () => organizationsReading());
  /** What the form began with; its `updatedAt` goes back with the change. */
  #opened: Organization | undefined;
  #start: FormValues | undefined;
  #sent: FormValues = {};

  private get isNew(): boolean {
    return this.route.params["organization"] === "new";
  }

  private get saved(): Organization | undefined {
    return this.#organizations.data?.find(({ id }) => id === this.route.params["organization"]);
  }

  protected override pageTitle() {
    if (this.isNew) return t("admin.organization.add");
    if (this.#organizations.error) return t("problem.title");
    return this.#organizations.data ? (this.saved?.name ?? t("problem.404")) : undefined;
  }

  private get start(): FormValues | undefined {
    if (this.#start || !this.#organizations.data) return this.#start;
    this.#opened = this.saved;
    return (this.#start = valuesOf(this.#opened));
  }

  private get sections(): FormSection[] {
    const others = this.#organizations.data?.filter(({ id }) => id !== this.#opened?.id);
    return [
      {
        fields: [
          { kind: "text", code: "name", label: t("admin.organization.name"), isRequired: true, maxLength: 100 },
          {
            kind: "text",
            code: "code",
            label: t("admin.organization.code"),
            support: t("admin.organization.code-support"),
            isRequired: true,
            maxLength: 64,
            check: checkCode,
            isReadOnly: !this.isNew,
          },
          {
            kind: "pick",
            code: "parentCode",
            label: t("admin.organization.parent"),
            support: t("admin.organization.parent-support"),
            choices: organizationChoices(others),
          },
          { kind: "long", code: "description", label: t("admin.organization.description"), maxLength: 1000 },
        ],
      },
    ];
  }

  private async save(values: FormValues) {
    const body = {
      name: textIn(values, "name"),
      description: textIn(values, "description"),
      parentCode: listIn(values, "parentCode")[0] ?? null,
    };
    const opened = this.#opened;
    this.#sent = values;
    const answer = await this.write(() =>
      opened
        ? send("PUT", "/portal/v1/admin/organizations.json", { id: opened.id, ...body, updatedAt: opened.updatedAt })
        : send("POST", "/portal/v1/admin/organizations.json", { code: textIn(values, "code"), ...body }),
    );
    if (answer === undefined) {
      if (this.isOvertaken) await this.catchUp();
      return;
    }
    toast(t("admin.form.saved"));
    await navigate("/admin/organizations");
  }

  /** Reads what the other person saved; the next save is against that. */
  private async catchUp() {
    await this.#organizations.again();
    this.#opened = this.saved;
    this.requestUpdate();
  }

  private takeSaved() {
    this.#start = undefined;
    this.isOvertaken = false;
    this.letGo();
    this.requestUpdate();
  }

  protected override render() {
    const title = this.pageTitle();
    if (title === undefined) return html`<p class="skeleton"></p>`;
    const head = html`${crumbs(["/admin/organizations", t("admin.menu.organizations")])}
      <h1 tabindex="-1">${title}</h1>`;
    const { error } = this.#organizations;
    if (error) return html`${head}<page-problem .error=${error}></page-problem>`;
    if (!this.isNew && !this.saved) return head;
    return html`${head} ${this.renderFailure()}
    ${this.renderOvertaken({
      sections: this.sections,
      mine: this.#sent,
      saved: valuesOf(this.saved),
      takeSaved: () => this.takeSaved(),
    })}
    ${
      this.start
        ? html`<admin-form
            .sections=${this.sections}
            .values=${this.start}
            .refusals=${this.refusals}
            .busy=${this.isBusy}
            .saveWords=${t("admin.form.save")}
            .cancelHref=${"/admin/organizations"}
            @form-touch=${() => this.hold()}
            @form-save=${(event: CustomEvent<FormValues>) => this.save(event.detail)}
          ></admin-form>`
        : nothing
    }
    ${
      this.saved && this.saved.people > 0
        ? html`<p>
            <a href="/admin/users?organization=${encodeURIComponent(this.saved.code)}"
              >${t("admin.organization.members", { n: this.saved.people })}</a
            >
          </p>`
        : nothing
    }`;
  }
}
