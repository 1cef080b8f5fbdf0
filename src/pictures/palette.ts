/**
 * One look for both of Slack's themes: ink on a light card. Told apart by shape as well, never by colour alone; every
 * text has at least 4.5 : 1 against what it stands on (https://www.w3.org/TR/WCAG22/#contrast-minimum).
 */
export const PALETTE = {
  card: '#ffffff',
  edge: '#d5d8dd',
  ink: '#1d1c1d',
  quiet: '#5b6068',
  line: '#e6e8eb',
  folded: '#c3c8cf',
  alarm: '#b3261e',
  suspectTint: '#fdf0ee',
  onAlarm: '#ffffff',
  model: '#2f6fdb',
  tool: '#0b8062',
  search: '#8a4fc4',
  step: '#7b838e',
  good: '#0b8062',
  partly: '#8a5a00',
} as const;
