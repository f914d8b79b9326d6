import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { isIme } from "../is-ime.ts";
import { t } from "../messages/text.ts";
import { LightElement } from "./light-element.ts";

export interface TabItem {
  code: string;
  label: string;
  /** Problems inside the tab, shown in words. */
  errors?: number;
  count?: number;
}

/**
 * Tabs: arrows, Home and End move, Alt+1..9 jump. The panel is the page's: give it `role=tabpanel`, `id=panel-CODE` and
 * `aria-labelledby=tab-CODE`.
 *
 * @fires tab-change - detail: the code
 */
@customElement("tab-list")
export class TabList extends LightElement {
  @property({ attribute: false }) tabs: readonly TabItem[] = [];
  @property() current = "";
  @property() label = "";

  override connectedCallback() {
    super.connectedCallback();
    document.addEventListener("keydown", this.onShortcut);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.onShortcut);
  }

  protected override updated(changed: Map<string, unknown>) {
    // On a phone the tabs are one line: the current one stays in sight, and the page where it is.
    const tab = changed.has("current") && this.querySelector<HTMLElement>('[aria-selected="true"]');
    const list = tab && tab.parentElement;
    if (list && list.scrollWidth > list.clientWidth)
      list.scrollLeft = tab.offsetLeft - (list.clientWidth - tab.offsetWidth) / 2;
  }

  private onShortcut = (event: KeyboardEvent) => {
    if (isIme(event) || !event.altKey || event.ctrlKey || event.metaKey) return;
    const tab = this.tabs[Number(event.code.replace("Digit", "")) - 1];
    if (!tab || !event.code.startsWith("Digit")) return;
    event.preventDefault();
    this.choose(tab.code, true);
  };

  private onKey(event: KeyboardEvent) {
    if (isIme(event)) return;
    const place = this.tabs.findIndex(({ code }) => code === this.current);
    const last = this.tabs.length - 1;
    const goals: Record<string, number> = {
      ArrowRight: place === last ? 0 : place + 1,
      ArrowLeft: place <= 0 ? last : place - 1,
      Home: 0,
      End: last,
    };
    const goal = this.tabs[goals[event.key] ?? -1];
    if (!goal) return;
    event.preventDefault();
    this.choose(goal.code, true);
  }

  private choose(code: string, focuses = false) {
    this.fire("tab-change", code);
    if (focuses)
      void this.updateComplete.then(() => this.querySelector<HTMLElement>(`#tab-${CSS.escape(code)}`)?.focus());
  }

  protected override render() {
    return html`<div class="tabs" role="tablist" aria-label=${this.label} @keydown=${this.onKey}>
      ${this.tabs.map(
        ({ code, label, errors = 0, count }) =>
          html`<button
            type="button"
            role="tab"
            id="tab-${code}"
            aria-controls=${code === this.current ? `panel-${code}` : nothing}
            aria-selected=${code === this.current}
            tabindex=${code === this.current ? 0 : -1}
            @click=${() => this.choose(code)}
          >
            ${label}${count === undefined ? nothing : html`<span class="tab-count">（${count}）</span>`}${
              errors > 0 ? html`<span class="tab-errors">（${t("form.errors", { n: errors })}）</span>` : nothing
            }
          </button>`,
      )}
    </div>`;
  }
}
