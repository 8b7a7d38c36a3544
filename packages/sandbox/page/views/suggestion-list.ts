import { html, type TemplateResult } from 'lit';

/** One line of a list of suggestions. */
export interface Suggestion {
  label: unknown;
  /** A few words beside or below the label. */
  detail?: string | undefined;
}

/**
 * Suggestions above the composer. The field keeps the focus: it names the active one by `aria-activedescendant`,
 * see {@link suggestionId}.
 */
export function suggestionList(list: {
  id: string;
  title: string;
  suggestions: readonly Suggestion[];
  active: number;
  choose: (index: number) => void;
  /** Said where there are no suggestions. */
  ifNone?: string;
}): TemplateResult {
  const { id, title, suggestions, active, choose, ifNone = 'Nothing fits' } = list;
  return html`
    <div class="suggestions">
      <div class="suggestions-title" id=${`${id}-title`}>${title}</div>
      ${suggestions.length === 0 ? html`<div class="suggestions-none" role="status">${ifNone}</div>` : ''}
      <div
        id=${id}
        role="listbox"
        tabindex="0"
        aria-labelledby=${`${id}-title`}
        ?hidden=${suggestions.length === 0}
      >
        ${suggestions.map(
          ({ label, detail }, i) => html`
            <div
              id=${suggestionId(id, i)}
              class="suggestion"
              role="option"
              aria-selected=${i === active ? 'true' : 'false'}
              @pointerdown=${keepFocus}
              @click=${() => {
                choose(i);
              }}
            >
              <span class="suggestion-label">${label}</span>
              ${detail === undefined ? '' : html`<span class="suggestion-detail">${detail}</span>`}
            </div>
          `,
        )}
      </div>
    </div>
  `;
}

export const suggestionId = (listId: string, index: number) => `${listId}-${index}`;

/** Where the arrow keys lead in a list; undefined for any other key. */
export function movedActive(key: string, active: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === 'ArrowDown') return (active + 1) % count;
  if (key === 'ArrowUp') return (active - 1 + count) % count;
  return undefined;
}

/** Brings the active suggestion into sight. */
export function showActive(root: ParentNode): void {
  root.querySelector('[role=option][aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
}

const keepFocus = (event: Event) => {
  event.preventDefault();
};
