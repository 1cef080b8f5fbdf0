/** Letters of Cyrillic, Greek and Armenian, each with the Latin one that it is drawn like. https://www.unicode.org/Public/security/latest/confusables.txt */
const DRAWN_ALIKE = `
  АA ВB ЕE ЅS ІI ЈJ КK МM НH ОO РP СC ТT УY ХX ԌG ԚQ ԜW аa еe іi јj оo рp сc уy хx ѕs ԁd ɡg һh ԛq ԝw
  ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX οo αa νv ιi ɩi ρp υu ѵv օo ոn սu հh ցg զq ᴠv ᴡw ᴢz
`;

const LATIN: ReadonlyMap<string, string> = new Map(
  DRAWN_ALIKE.trim()
    .split(/\s+/)
    .map(([sign = '', latin = '']) => [sign, latin]),
);

/** As somebody reads it who takes every letter for a Latin one. */
export function asLatin(text: string): string {
  return text.replace(/[\u0250-\u0588\u1d20-\u1d22]/g, (sign) => LATIN.get(sign) ?? sign);
}
