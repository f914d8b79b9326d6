/** True while an input method composes: the key belongs to it. Asked first by every keydown handler. */
export function isIme(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229; // 229: Safari ends a composition before it tells the key
}

/** True when the key is typed into something editable, so that single-letter shortcuts must stay silent. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select");
}
