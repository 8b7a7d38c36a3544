const KEY = 'theme';

/** Whether the page is light: as chosen here, else as the system is. */
export function isLight(): boolean {
  const chosen = localStorage.getItem(KEY);
  return chosen === null ? matchMedia('(prefers-color-scheme: light)').matches : chosen === 'light';
}

/** Shows the theme, and follows the system until one is chosen. */
export function startTheme(onChange: () => void): void {
  show();
  matchMedia('(prefers-color-scheme: light)').addEventListener('change', () => {
    show();
    onChange();
  });
}

/** Chooses the other theme, for the next visits as well. */
export function toggleTheme(): void {
  localStorage.setItem(KEY, isLight() ? 'dark' : 'light');
  show();
}

function show(): void {
  document.documentElement.dataset.theme = isLight() ? 'light' : 'dark';
}
