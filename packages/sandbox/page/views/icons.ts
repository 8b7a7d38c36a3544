import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';

/** Drawn for this page; each is decoration, its button says what it does. */
const icon = (content: SVGTemplateResult): TemplateResult => html`
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${content}</svg>
`;

const line = (d: string) =>
  icon(
    svg`<path d=${d} fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />`,
  );
const solid = (d: string) => icon(svg`<path d=${d} fill="currentColor" />`);

export const icons = {
  hash: line('M9 4 7 20M17 4l-2 16M4 9h17M3 15h17'),
  chat: line('M4 5h16v11H10l-5 4v-4H4z'),
  plus: line('M12 5v14M5 12h14'),
  cross: line('M6 6l12 12M18 6 6 18'),
  more: solid(
    'M5 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4Zm7 0a2 2 0 1 0 0 4 2 2 0 0 0 0-4Zm7 0a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z',
  ),
  play: solid('M7 4.5v15a1 1 0 0 0 1.5.9l12-7.5a1 1 0 0 0 0-1.8l-12-7.5A1 1 0 0 0 7 4.5Z'),
  pause: solid('M6 4h4v16H6zM14 4h4v16h-4z'),
  microphone: line('M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM5 11a7 7 0 0 0 14 0M12 18v3'),
  down: line('M6 9l6 6 6-6'),
  send: solid('M3.4 20.4 21 12 3.4 3.6 3 10l11 2-11 2z'),
  bin: line('M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13'),
  eye: line('M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12Zm10-3a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z'),
  file: line('M6 3h8l4 4v14H6zM14 3v4h4'),
  reply: line('M4 18v-5a4 4 0 0 1 4-4h11'),
  apps: solid('M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z'),
  sun: line(
    'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2v2M12 20v2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M2 12h2M20 12h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4',
  ),
  moon: line('M20 14.5A8 8 0 0 1 9.5 4 8 8 0 1 0 20 14.5Z'),
  lock: line('M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3'),
  download: line('M12 4v11M7 10.5l5 5 5-5M5 20h14'),
} as const;
