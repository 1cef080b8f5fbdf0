const THOUSAND = 1_000;
const MILLION = 1_000_000;

/** Tokens as people say them, to two digits or three: `840`, `1.2K`, `45K`, `1.3M`. */
export function tokenWords(tokens: number): string {
  const whole = Math.round(tokens);
  if (whole < THOUSAND) return `${whole}`;
  if (whole < 999_500) return `${rounded(whole / THOUSAND)}K`;
  return `${rounded(whole / MILLION)}M`;
}

function rounded(number: number): string {
  return number < 9.95 ? `${Math.round(number * 10) / 10}` : Math.round(number).toLocaleString('en');
}
